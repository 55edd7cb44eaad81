// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/code_view.h"

#include "widgets/support/theme.h"

#include <QEvent>
#include <QFontDatabase>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSyntaxHighlighter>

namespace vernier {

/// Rules by line are enough for files that we write ourselves.
class CodeView::Highlighter final : public QSyntaxHighlighter
{
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

    void use(CodeLanguage language, const ThemeColors &colors)
    {
        m_language = language;
        recolor(colors);
    }

    void recolor(const ThemeColors &colors)
    {
        m_comment.setForeground(colors.mutedText);
        m_string.setForeground(colors.seriesB);
        m_word.setForeground(colors.series);
    }

protected:
    void highlightBlock(const QString &text) override
    {
        static const QRegularExpression pythonWords(
            QStringLiteral("\\b(import|from|def|return|for|in|if|elif|else|not|and|or|is|try|except|with|as|None|True|False)\\b"));
        static const QRegularExpression yamlKeys(QStringLiteral("[A-Za-z_]\\w*(?=:(\\s|$))"));
        static const QRegularExpression jsonWords(QStringLiteral("\\b(true|false|null)\\b"));
        static const QRegularExpression strings(QStringLiteral("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'"));
        static const QRegularExpression jsonKeys(QStringLiteral("\"(?:[^\"\\\\]|\\\\.)*\"(?=\\s*:)"));
        if (m_language == CodeLanguage::Python)
            mark(text, pythonWords, m_word);
        if (m_language == CodeLanguage::Yaml)
            mark(text, yamlKeys, m_word);
        if (m_language == CodeLanguage::Json)
            mark(text, jsonWords, m_word);
        mark(text, strings, m_string);
        if (m_language == CodeLanguage::Json)
            mark(text, jsonKeys, m_word);
        if (m_language == CodeLanguage::Python || m_language == CodeLanguage::Yaml)
            markComment(text);
    }

private:
    void mark(const QString &text, const QRegularExpression &pattern, const QTextCharFormat &format)
    {
        for (auto matches = pattern.globalMatch(text); matches.hasNext();) {
            const QRegularExpressionMatch match = matches.next();
            setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()), format);
        }
    }

    /// From the first # outside of a string.
    void markComment(const QString &text)
    {
        QChar quote;
        for (int i = 0; i < text.size(); ++i) {
            const QChar c = text[i];
            if (!quote.isNull()) {
                if (c == QLatin1Char('\\'))
                    ++i;
                else if (c == quote)
                    quote = QChar();
            } else if (c == QLatin1Char('"') || c == QLatin1Char('\'')) {
                quote = c;
            } else if (c == QLatin1Char('#')) {
                setFormat(i, static_cast<int>(text.size()) - i, m_comment);
                return;
            }
        }
    }

    CodeLanguage m_language = CodeLanguage::Python;
    QTextCharFormat m_comment;
    QTextCharFormat m_string;
    QTextCharFormat m_word;
};

CodeView::CodeView(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_highlighter(new Highlighter(document()))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setTabChangesFocus(true);
    m_highlighter->use(CodeLanguage::Python, themeColors(palette()));
}

void CodeView::setCode(CodeLanguage language, const QString &code)
{
    if (code == toPlainText())
        return;
    const bool same = language == m_language;
    const int line = same ? verticalScrollBar()->value() : 0;
    const int column = same ? horizontalScrollBar()->value() : 0;
    m_language = language;
    m_highlighter->use(language, themeColors(palette()));
    setPlainText(code);
    verticalScrollBar()->setValue(line);
    horizontalScrollBar()->setValue(column);
}

void CodeView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_highlighter) {
        m_highlighter->recolor(themeColors(palette()));
        m_highlighter->rehighlight();
    }
}

} // namespace vernier
