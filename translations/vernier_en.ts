<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>vernier::AccuracyView</name>
    <message numerus="yes">
        <source>%n question(s)</source>
        <translation>
            <numerusform>%n question</numerusform>
            <numerusform>%n questions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::ActivationsView</name>
    <message numerus="yes">
        <source>%1: %2 (%n token(s))</source>
        <translation>
            <numerusform>%1: %2 (%n token)</numerusform>
            <numerusform>%1: %2 (%n tokens)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::BadCasesDialog</name>
    <message numerus="yes">
        <source>The calibration data have %n sample(s) now.</source>
        <translation>
            <numerusform>The calibration data have %n sample now.</numerusform>
            <numerusform>The calibration data have %n samples now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With the new ones, which lie evenly between them, they have %n.</source>
        <translation>
            <numerusform>With the new ones, which lie evenly between them, they have %n.</numerusform>
            <numerusform>With the new ones, which lie evenly between them, they have %n.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %n question(s) to the calibration data</source>
        <translation>
            <numerusform>Add %n question to the calibration data</numerusform>
            <numerusform>Add %n questions to the calibration data</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) that were chosen become calibration samples. A new file is written and used from then on; the present one stays as it is.</source>
        <translation>
            <numerusform>The chosen question becomes a calibration sample. A new file is written and used from then on; the present one stays as it is.</numerusform>
            <numerusform>The %n chosen questions become calibration samples. A new file is written and used from then on; the present one stays as it is.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::ChannelPage</name>
    <message numerus="yes">
        <source>%n outlier channel(s), more than %1 times the median: %2.</source>
        <translation>
            <numerusform>%n outlier channel, more than %1 times the median: %2.</numerusform>
            <numerusform>%n outlier channels, more than %1 times the median: %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::EvaluationsView</name>
    <message numerus="yes">
        <source>Delete %n evaluation(s) from the history? This cannot be undone; the recipe in use stays as it is.</source>
        <translation>
            <numerusform>Delete %n evaluation from the history? This cannot be undone; the recipe in use stays as it is.</numerusform>
            <numerusform>Delete %n evaluations from the history? This cannot be undone; the recipe in use stays as it is.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::ExportNotes</name>
    <message numerus="yes">
        <source>Serving engines that fuse q/k/v or gate/up refuse groups of different types. %n group(s) are split:</source>
        <translation>
            <numerusform>Serving engines that fuse q/k/v or gate/up refuse groups of different types. %n group is split:</numerusform>
            <numerusform>Serving engines that fuse q/k/v or gate/up refuse groups of different types. %n groups are split:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::ExportText</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) in the folder will be replaced: %1. Others stay.</source>
        <translation>
            <numerusform>%n file in the folder will be replaced: %1. Others stay.</numerusform>
            <numerusform>%n files in the folder will be replaced: %1. Others stay.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::GuideText</name>
    <message numerus="yes">
        <source>Leave %n layer(s) in float</source>
        <translation>
            <numerusform>Leave %n layer in float</numerusform>
            <numerusform>Leave %n layers in float</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set %n layer(s) to W8A8_DYNAMIC</source>
        <translation>
            <numerusform>Set %n layer to W8A8_DYNAMIC</numerusform>
            <numerusform>Set %n layers to W8A8_DYNAMIC</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set %n layer(s) to W8A16</source>
        <translation>
            <numerusform>Set %n layer to W8A16</numerusform>
            <numerusform>Set %n layers to W8A16</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n sample(s)</source>
        <translation>
            <numerusform>Use %n sample</numerusform>
            <numerusform>Use %n samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s)</source>
        <translation>
            <numerusform>%n sample</numerusform>
            <numerusform>%n samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::LayerActions</name>
    <message numerus="yes">
        <source>Leave %n layer(s) in float</source>
        <translation>
            <numerusform>Leave %n layer in float</numerusform>
            <numerusform>Leave %n layers in float</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set %n layer(s) to %1</source>
        <translation>
            <numerusform>Set %n layer to %1</numerusform>
            <numerusform>Set %n layers to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set %n layer(s) back to the configuration</source>
        <translation>
            <numerusform>Set %n layer back to the configuration</numerusform>
            <numerusform>Set %n layers back to the configuration</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A single key was pressed while %n layer(s) are selected. %1?</source>
        <translation>
            <numerusform>A single key was pressed while %n layer is selected. %1?</numerusform>
            <numerusform>A single key was pressed while %n layers are selected. %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) left in float.</source>
        <translation>
            <numerusform>%n layer left in float.</numerusform>
            <numerusform>%n layers left in float.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) set to %1.</source>
        <translation>
            <numerusform>%n layer set to %1.</numerusform>
            <numerusform>%n layers set to %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) set back to the configuration.</source>
        <translation>
            <numerusform>%n layer set back to the configuration.</numerusform>
            <numerusform>%n layers set back to the configuration.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) are in float already.</source>
        <translation>
            <numerusform>%n layer is in float already.</numerusform>
            <numerusform>%n layers are in float already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) are set to %1 already.</source>
        <translation>
            <numerusform>%n layer is set to %1 already.</numerusform>
            <numerusform>%n layers are set to %1 already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing names the %n selected layer(s): the configuration decides already.</source>
        <translation>
            <numerusform>Nothing names the selected layer: the configuration decides already.</numerusform>
            <numerusform>Nothing names the %n selected layers: the configuration decides already.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::PrecisionMap</name>
    <message numerus="yes">
        <source>%n layer(s) selected.</source>
        <translation>
            <numerusform>%n layer selected.</numerusform>
            <numerusform>%n layers selected.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::QuantizedFolderDialog</name>
    <message numerus="yes">
        <source>%n layer(s) of another type than in the present recipe</source>
        <translation>
            <numerusform>%n layer of another type than in the present recipe</numerusform>
            <numerusform>%n layers of another type than in the present recipe</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::RecipeInspector</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::RecipeText</name>
    <message numerus="yes">
        <source>%n layer(s) more in float</source>
        <translation>
            <numerusform>%n layer more in float</numerusform>
            <numerusform>%n layers more in float</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) less in float</source>
        <translation>
            <numerusform>%n layer less in float</numerusform>
            <numerusform>%n layers less in float</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>mix_cfg of %n layers or patterns: %1 → %2</source>
        <translation>
            <numerusform>mix_cfg of one layer or pattern: %1 → %2</numerusform>
            <numerusform>mix_cfg of %n layers or patterns: %1 → %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::RulesList</name>
    <message numerus="yes">
        <source>Delete %n rule(s)</source>
        <translation>
            <numerusform>Delete %n rule</numerusform>
            <numerusform>Delete %n rules</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::RulesModel</name>
    <message numerus="yes">
        <source>Decides the %n layer(s) that no rule names.</source>
        <translation>
            <numerusform>Decides the one layer that no rule names.</numerusform>
            <numerusform>Decides the %n layers that no rule names.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Decides all %n layer(s) it matches.</source>
        <translation>
            <numerusform>Decides the one layer it matches.</numerusform>
            <numerusform>Decides all %n layers it matches.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Decides %1 of the %n layer(s) it matches. Stronger rules have the others, most of them %2.</source>
        <translation>
            <numerusform>Decides %1 of the %n layer it matches. Stronger rules have the others, most of them %2.</numerusform>
            <numerusform>Decides %1 of the %n layers it matches. Stronger rules have the others, most of them %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Shadowed: it decides none of the %n layer(s) it matches. Stronger rules have them, most of all %1.</source>
        <translation>
            <numerusform>Shadowed: it does not decide the one layer it matches. A stronger rule has it: %1.</numerusform>
            <numerusform>Shadowed: it decides none of the %n layers it matches. Stronger rules have them, most of all %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::SamplePage</name>
    <message numerus="yes">
        <source>Without %n sample(s), act_method 1 would give %1 with step %2, instead of %3 with step %4: the step changes by %5. Only tried out here: the recipe keeps them.</source>
        <translation>
            <numerusform>Without this sample, act_method 1 would give %1 with step %2, instead of %3 with step %4: the step changes by %5. Only tried out here: the recipe keeps it.</numerusform>
            <numerusform>Without these %n samples, act_method 1 would give %1 with step %2, instead of %3 with step %4: the step changes by %5. Only tried out here: the recipe keeps them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::SensitivityView</name>
    <message numerus="yes">
        <source>%n layer(s) not measured.</source>
        <translation>
            <numerusform>%n layer not measured.</numerusform>
            <numerusform>%n layers not measured.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Fall back %n layer(s)</source>
        <translation>
            <numerusform>&amp;Fall back %n layer</numerusform>
            <numerusform>&amp;Fall back %n layers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::SplitGroups</name>
    <message numerus="yes">
        <source>All %n group(s)</source>
        <translation>
            <numerusform>All %n group</numerusform>
            <numerusform>All %n groups</numerusform>
        </translation>
    </message>
</context>
</TS>
