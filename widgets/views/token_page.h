// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/views/activation_page.h"

#include <optional>

class QLabel;

namespace vernier {

class TokenRangePlot;

/// The range of every token of the chosen sample, and how many tokens leave the static range.
class TokenPage final : public ActivationPage
{
    Q_OBJECT
public:
    explicit TokenPage(QWidget *parent = nullptr);

    void showLayer(const LayerActivations &activations) override;
    [[nodiscard]] TokenRangePlot *plot() const { return m_plot; }
    [[nodiscard]] QString words() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    QLabel *m_words;
    TokenRangePlot *m_plot;
    std::optional<LayerActivations> m_shown;
};

} // namespace vernier
