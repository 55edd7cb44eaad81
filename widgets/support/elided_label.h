// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

// A line of plain text that takes what room there is, ends in "…" where that is too little, and then has the whole text as
// its tooltip.

namespace vernier {

class ElidedLabel : public QLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    /// Said in the tooltip, after the text where that is cut.
    void setDetail(const QString &detail);

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    QString m_detail;
};

} // namespace vernier
