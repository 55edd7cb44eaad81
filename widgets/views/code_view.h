// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

// A generated file to read and copy: monospace, with quiet colours for comments, strings, keys and keywords.

namespace vernier {

enum class CodeLanguage { Python, Yaml, Json, Shell };

class CodeView final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit CodeView(QWidget *parent = nullptr);

    /// Keeps the place that is read when a file of the same language takes the other's place.
    void setCode(CodeLanguage language, const QString &code);

protected:
    void changeEvent(QEvent *event) override;

private:
    class Highlighter;
    Highlighter *m_highlighter;
    CodeLanguage m_language = CodeLanguage::Python;
};

} // namespace vernier
