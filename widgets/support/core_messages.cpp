// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/core_messages.h"

#include "widgets/support/text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <optional>
#include <vector>

namespace vernier {

namespace {

constexpr int kDeepest = 6; // messages in messages

/// A template as it is looked for: its arguments are whatever stands in their place.
QRegularExpression expressionOf(const char *pattern)
{
    static const QRegularExpression kPlace(QStringLiteral("%\\d"));
    QStringList literals = QString::fromUtf8(pattern).split(kPlace);
    for (QString &literal : literals)
        literal = QRegularExpression::escape(literal);
    return QRegularExpression(QRegularExpression::anchoredPattern(literals.join(QStringLiteral("(.*?)"))), QRegularExpression::DotMatchesEverythingOption);
}

struct Match
{
    const char *pattern;
    QStringList arguments; ///< %1 first
};

std::optional<Match> matchOf(const QString &message)
{
    static const std::vector<QRegularExpression> kExpressions = [] {
        std::vector<QRegularExpression> made;
        for (const char *pattern : coreTemplates())
            made.push_back(expressionOf(pattern));
        return made;
    }();
    for (std::size_t i = 0; i < kExpressions.size(); ++i) {
        if (const QRegularExpressionMatch found = kExpressions[i].match(message); found.hasMatch())
            return Match{coreTemplates()[i], found.capturedTexts().mid(1)};
    }
    return std::nullopt;
}

/// Not QString::arg: an argument may hold a "%2" of its own.
QString filled(const QString &text, const QStringList &arguments)
{
    QString result;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const int number = text[at] == QLatin1Char('%') && at + 1 < text.size() ? text[at + 1].digitValue() : -1;
        if (number >= 1 && number <= arguments.size()) {
            result += arguments[number - 1];
            ++at;
        } else {
            result += text[at];
        }
    }
    return result;
}

QString translated(const QString &message, int depth)
{
    const std::optional<Match> match = depth < kDeepest ? matchOf(message) : std::nullopt;
    if (!match)
        return message;
    QStringList arguments;
    for (const QString &argument : match->arguments)
        arguments << translated(argument, depth + 1);
    return filled(QCoreApplication::translate("vernier::CoreMessages", match->pattern), arguments);
}

} // namespace

QString coreText(std::string_view message)
{
    return translated(toText(message), 0);
}

const char *coreTemplateOf(std::string_view message)
{
    const std::optional<Match> match = matchOf(toText(message));
    return match ? match->pattern : nullptr;
}

} // namespace vernier
