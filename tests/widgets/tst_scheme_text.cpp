// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/scheme_text.h"
#include "widgets/support/theme.h"

#include <QTest>

#include <functional>
#include <set>

using namespace vernier;

using Edit = std::function<void(QuantConfig &)>;
Q_DECLARE_METATYPE(Edit)

class TestSchemeText : public QObject
{
    Q_OBJECT

private slots:
    void schemesAreDescribed_data()
    {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<QString>("text");
        QTest::newRow("W8A8") << Edit([](QuantConfig &) {}) << "W8A8, one weight scale per tensor, static min-max";
        QTest::newRow("groups") << Edit([](QuantConfig &c) { lowbit(c, 16, false); }) << "W4A16, groups of 64";
        QTest::newRow("GPTQ") << Edit([](QuantConfig &c) {
            lowbit(c, 16, false);
            c.wMethod = WeightMethod::Gptq;
        }) << "W4A16, groups of 64, GPTQ";
        QTest::newRow("HQQ") << Edit([](QuantConfig &c) {
            c.aBit = 16;
            c.wMethod = WeightMethod::Hqq;
        }) << "W8A16, one weight scale per tensor, HQQ";
        QTest::newRow("NF4") << Edit([](QuantConfig &c) {
            c.wBit = 4;
            c.aBit = 16;
            c.wMethod = WeightMethod::Nf;
        }) << "NF4, blocks of 64";
        QTest::newRow("two levels") << Edit([](QuantConfig &c) {
            lowbit(c, 8, false);
            c.isDynamic = true;
        }) << "W4A8_DYNAMIC, two levels of weight scales, per channel and in groups of 64, activations per token";
        QTest::newRow("sigma") << Edit([](QuantConfig &c) {
            lowbit(c, 8, true);
            c.useSigma = true;
        }) << "W8A8S, one weight scale per tensor, sparse, outliers beyond 3 sigma, static min-max";
        QTest::newRow("rows") << Edit([](QuantConfig &c) { lowbit(c, 8, true); })
                              << "W8A8S, one weight scale per tensor, sparse, the largest 1 % of each row are outliers, static min-max";
        QTest::newRow("tensor") << Edit([](QuantConfig &c) { c.coSparse = true; })
                                << "W8A8S, one weight scale per tensor, sparse, the largest 1 % of the tensor are outliers, static min-max";
    }

    void schemesAreDescribed()
    {
        QFETCH(Edit, edit);
        QFETCH(QString, text);
        QuantConfig config;
        edit(config);
        const auto resolved = resolve(config);
        QVERIFY(resolved);
        QCOMPARE(schemeDescription(schemeOf(*resolved, std::nullopt)), text);
    }

    void typesAreToldApart()
    {
        std::set<QString> badges;
        std::set<QRgb> colors;
        const std::initializer_list<QuantType> types{QuantType::Float, QuantType::W8A8,        QuantType::W8A8Dynamic, QuantType::W8A16,
                                                     QuantType::W4A16, QuantType::W4A8Dynamic, QuantType::NF4,         QuantType::W8A8S};
        for (const QuantType type : types) {
            badges.insert(schemeBadge(type));
            colors.insert(schemeColor(type).rgb());
        }
        QCOMPARE(badges.size(), types.size());
        QCOMPARE(colors.size(), types.size());
    }

private:
    static void lowbit(QuantConfig &config, int aBit, bool outliers)
    {
        config.wBit = 4;
        config.aBit = aBit;
        config.isLowbit = true;
        config.openOutlier = outliers;
    }
};

QTEST_GUILESS_MAIN(TestSchemeText)
#include "tst_scheme_text.moc"
