// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/support/preferences.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QLabel;
class QSpinBox;

namespace vernier {

/// Edits Preferences and applies every change at once; Cancel (or Escape) puts back what was there.
class PreferencesDialog : public QDialog
{
    Q_OBJECT
public:
    explicit PreferencesDialog(const Preferences &preferences, QWidget *parent = nullptr);

    [[nodiscard]] const Preferences &preferences() const { return m_now; }
    void reject() override;

signals:
    /// To be applied now.
    void changed(const vernier::Preferences &preferences);

protected:
    void changeEvent(QEvent *event) override;

private:
    void createLayout();
    void retranslate();
    void fill(const Preferences &preferences);
    void edited();

    const Preferences m_before;
    Preferences m_now;
    QLabel *m_languageLabel;
    QLabel *m_themeLabel;
    QLabel *m_threadsLabel;
    QComboBox *m_language;
    QComboBox *m_theme;
    QSpinBox *m_threads;
    QLabel *m_threadsHint;
    QCheckBox *m_autoEvaluate;
    QLabel *m_statesLabel;
    QSpinBox *m_states; ///< MB
    QLabel *m_statesHint;
    QLabel *m_productsLabel;
    QComboBox *m_products;
    QLabel *m_productsHint;
    QDialogButtonBox *m_buttons;
    bool m_filling = false;
};

} // namespace vernier
