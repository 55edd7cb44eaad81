<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Tr</name>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::About</name>
    <message>
        <source>&lt;b&gt;Vernier %1&lt;/b&gt;&lt;br&gt;A workbench for tuning the precision of quantized language models.&lt;br&gt;&lt;br&gt;Free software under the GNU General Public License, version 3 or later.&lt;br&gt;Built with Qt, QCustomPlot, Eigen, nlohmann/json, oneDNN, SentencePiece, PCRE2 and utf8proc.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selected layers (in map, table and sensitivity)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::Actions</name>
    <message>
        <source>&amp;Undo: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small model with planted outliers that quantization breaks, and that a few keys repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;checkpoint folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A Hugging Face folder: config.json and safetensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A project saved by Vernier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the project: model, texts, recipe and history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the project under another name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration and evaluation &amp;texts…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the data that ranges are calibrated on and the text that models are compared on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the quantized model, quant.py, YAML or the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads, language, theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Evaluate the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantize and compare with the float model on the evaluation text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluate &amp;automatically</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluate a moment after every change of the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure &amp;local sensitivity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error of each layer&apos;s own output, in one pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure &amp;end-to-end sensitivity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL divergence of the model with one layer quantized at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel all jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop what is running or waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as command li&amp;ne</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vernier-cli command that evaluates the saved project&apos;s recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command &amp;palette…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command or a layer by typing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put all panels back where they were at first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All keys at a glance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Vernier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take back the last change of recipe or texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do again what was taken back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::ActivationPage</name>
    <message>
        <source>%1 … %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>act_method %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::ActivationsView</name>
    <message>
        <source>The model is being opened…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model to see the activations of its layers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activations are measured on calibration data, and there is none.
Choose a calibration file (Project &gt; Texts).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activations are being measured…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The activations are not measured.
Start &quot;Collect activation statistics&quot; to see them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a layer in the map or in the table to see its activations.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Widest: sample %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Widest</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 (%n token(s))</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Shares its input with %1: the activations are the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measured with other calibration settings than the recipe has now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These are the activations before outlier suppression (%1), which the recipe does first; Channels shows what it changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibrated jointly with the recipe, the range is %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Histogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sa&amp;mples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range of every token of a sample, and the tokens that a static range cuts off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest activation of every channel, and outlier channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often each activation occurs, and what a clip range costs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which calibration sample sets the range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sam&amp;ple:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The calibration sample whose tokens are shown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::Analysis</name>
    <message>
        <source>Open %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank layers for disable_level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collect activation statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure local sensitivity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure end-to-end sensitivity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluate the recipe</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::AntiOutlierForm</name>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>m1: SmoothQuant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::CalibrationForm</name>
    <message>
        <source>all %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::ChannelPage</name>
    <message>
        <source>Channels of %1 after m1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No outlier channels: none is more than %1 times the median.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n outlier channel(s), more than %1 times the median: %2.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suppression m1 leaves the input of this layer as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>m1 lowers the largest from %1 to %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Sorted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channels by size instead of by number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Logarithmic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logarithmic scale of the values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After &amp;m1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What outlier suppression m1 makes of the channels: each is divided by a scale that moves into the weights</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::ChannelPlot</name>
    <message>
        <source>Rank of the channel, largest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest |activation|</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as calibrated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>outliers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after m1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest activation of each channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After m1: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::ClipHistogramPlot</name>
    <message>
        <source>Activation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values in a bin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Histogram of the activations with the clip range</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::CommandPalette</name>
    <message>
        <source>layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An action or a layer: a few of its letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search for an action or a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is called like that.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::ComparisonPanel</name>
    <message>
        <source>%1 against %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metric</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL, nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss, nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same top-1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These two were measured on different texts or models, or not completely: their numbers cannot be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The KL divergence of one of them was not measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In KL divergence they are not distinguishable on this set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is better: its KL divergence is %2 nats lower.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is worse: its KL divergence is %2 nats higher.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared token by token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not paired: the tokens of one of them are not in memory, so intervals are wider than they need be. Restore and evaluate both to compare token by token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bits/weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 … %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not distinguishable on this set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>worse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe, from %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No change.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select two evaluations to compare them (Ctrl+click, or Ctrl+arrow and Space), or one to compare it with what it was changed from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metrics of the two evaluations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What differs between the two recipes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy (TSV)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::ErrorText</name>
    <message>
        <source>This is not possible as asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading or writing failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers are not usable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
Where: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::EvaluationsView</name>
    <message>
        <source>%1
%2
KL %3, %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete from the history</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Delete %n evaluation(s) from the history? This cannot be undone; the recipe in use stays as it is.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No recipe has been evaluated yet. Press Evaluate in the status strip; every recipe that is evaluated is kept here with its numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make this the present recipe again (Enter); it can be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it a name of your own (F2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget it; what hangs on it moves up (Delete).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the selected rows, or all, as tab-separated text (Ctrl+C).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On: each evaluation hangs on the one it was changed from. Off: a list that a click on a heading sorts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluated recipes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::ExportDialog</name>
    <message>
        <source>The model is still being opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights take about %1; the model takes %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder exists: files of the same name are replaced, others stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for other jobs…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written to %1. The weights take %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantized &amp;weights, as msModelSlim saves them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;qt&gt;Weights, description, configuration and tokenizer: what inference engines load.&lt;/qt&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;save_type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;qt&gt;safe_tensor keeps 4-bit codes one to a byte; ascendV1 packs them and states its version.&lt;/qt&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;part_file_size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> GiB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights are cut into files of this size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;quant.py, which repeats the recipe with msModelSlim&apos;s v0 API</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name the layers that disable_level chose here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;qt&gt;Otherwise msModelSlim ranks the layers itself, which can give others on another device.&lt;/qt&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quant.&amp;yaml for msModelSlim v1: close to this result, not equal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;recipe.json, which vernier-cli reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder to export to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same on the command line:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::FallbackForm</name>
    <message>
        <source>lm_head stays float</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lm_head is quantized</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::HeatLegend</name>
    <message>
        <source>Legend of the precision map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>set by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>set by pattern or level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, logarithmic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>worse →</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::HistogramPage</name>
    <message>
        <source>range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>saturated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean squared error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SQNR, dB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>act_method %1 and 3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>act_method %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing cut off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Chosen sample only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values of the chosen sample instead of all calibration samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip &amp;range:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower end of the clip range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upper end of the clip range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values beyond are saturated. Drag the lines in the plot, or type; this is only tried out and changes no recipe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>R&amp;eset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the range of the recipe&apos;s act_method (double click in the plot)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimated from the histogram of the float model&apos;s activations: eight bins to an octave, values in a bin evenly spread</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::HistoryModel</name>
    <message>
        <source>the default recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>against the default: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the present recipe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your own name for it; F2 changes it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was changed from the evaluation it hangs on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity of the quantized model, with its standard error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity, quantized minus float.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean KL divergence, float to quantized, in nats, with its standard error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of tokens for which both models hold the same next token most likely.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All weights as they are deployed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size in bits over the number of parameters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long quantizing and evaluating took.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When it was evaluated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL	KL standard error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size, bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duration, s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Δ perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same top-1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bits/weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::HistoryPlot</name>
    <message>
        <source>Name	Size, bytes	KL	KL standard error	Pareto front</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size against KL divergence of the evaluated recipes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL, nats (logarithmic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL, nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluated recipes appear here, size against KL divergence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size against KL divergence of every evaluated recipe; bars are standard errors. Filled points are on the Pareto front: no other is both smaller and better. The orange one is the present recipe.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::JobModel</name>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::JobStep</name>
    <message>
        <source>forward pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>generation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>outlier suppression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>output head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quantizing weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writing weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end-to-end sensitivity</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::JobsView</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear &amp;ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the jobs that have ended from the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove all messages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing runs. Loading, measuring, evaluating and exporting appear here with their progress.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No messages. Failures, problems with the model or its texts, and notes about the recipe appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy (TSV)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::LayerActions</name>
    <message numerus="yes">
        <source>Leave %n layer(s) in float</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set %n layer(s) to %1</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set %n layer(s) back to the configuration</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Fallback to float</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>W&amp;8A8, static</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>W8A8, &amp;dynamic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>W8A1&amp;6, weights only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>W&amp;4A16, weights only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Back to the configuration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the selected layers in float (disable_names)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>8-bit weights, activations with a calibrated range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>8-bit weights, activations with a range for each token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>8-bit weights, float activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>4-bit weights, float activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove what names the selected layers in disable_names and mix_cfg</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::LayerFilter</name>
    <message>
        <source>This is no regular expression: %1, at character %2.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::LayerHeading</name>
    <message>
        <source>%1 outputs × %2 inputs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2 · decided by %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::LayerMenu</name>
    <message>
        <source>Select the same &amp;kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select the same b&amp;lock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy the selected layers (TSV)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::LayerMetric</name>
    <message>
        <source>End-to-end KL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Local SQNR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activation range / std</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL divergence of the model&apos;s output from float when only this layer is quantized (nats per token). Large is bad.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signal to quantization noise of this layer&apos;s own output on float inputs (dB). Small is bad.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest activation over the standard deviation, the score disable_level ranks by. Large is hard to quantize.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End-to-end KL (nats per token)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Local SQNR (dB)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activation range (standard deviations)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::LayerModel</name>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full module name, as disable_names and mix_cfg spell it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of the decoder block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the layer does in its block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the recipe makes of the layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rule of the recipe that decided the type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out × in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output and input channels of the weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range/std</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest activation that enters the layer in calibration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Max</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest activation that enters the layer in calibration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SQNR, dB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosine of the quantized and the float output of this layer alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>± KL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard error of the KL divergence, with windows as independent units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>decided by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>over %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 … %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::LayerTable</name>
    <message>
        <source>F&amp;ilter:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>down_proj or *.layers.3.*</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the layers whose name matches. * stands for any text, ? for one character, [ab] for one of these; text without them may stand anywhere in the name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter of the layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Regular expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the filter as a regular expression that matches a part of the name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every linear layer with its type and measurements.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the selected rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 layers, %3 selected, %4 of them hidden by the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 layers, %3 selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colu&amp;mns</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::MainWindow</name>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs and messages (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs and messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved work cannot be kept for the case of a crash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vernier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1[*] – Vernier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Vernier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the project first: the command reads the recipe from its file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The command line is on the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::MessageModel</name>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is open, but a text is not: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint was changed since the project was saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not what the history was measured on: its numbers are about another model. Evaluate again before you compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This recipe cannot run: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details and remedy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::MetricBar</name>
    <message>
        <source>&amp;Metric:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metric of the layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mea&amp;sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure %1 again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::MetricState</name>
    <message>
        <source>No model is open. Open a checkpoint or the demo to see its layers here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is measured on the evaluation text, and this project has none. Choose an evaluation text first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is measured on the calibration samples, and this project has none. Choose a calibration file first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not measured yet. Press “Measure” above to measure it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is being measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These values were measured for an earlier recipe. Press “Measure” to measure them for the present one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no text to measure on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stale: of an earlier recipe</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::Parameter</name>
    <message>
        <source>Bits of a weight. 16 leaves weights in float.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bits of an activation. 16 leaves activations in float, so only weights are quantized.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>True: one weight scale for the whole tensor. False: one for each output channel, which is nearly always better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>True: weights without zero point. It must be True when a_bit is 8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>True: the range of the activations is taken from each token at run time. False: it is fixed by calibration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How calibration finds the fixed range of an activation. 1: mean of the samples&apos; minima and maxima. 2: the histogram range with the smallest error. 3: 1 where outliers are extreme (range score above 50), else 2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability that calibration passes an element on quantized; the others go on in float. 1 is the deterministic setting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where msModelSlim runs quant.py. Vernier itself always computes on the CPU.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Index of that device. It only goes into quant.py.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full names of layers that stay in float.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>True: the last linear layer, lm_head, stays in float.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ln leaves the n layers with the highest range score in float, besides those named. The score is the largest activation over the standard deviation, measured on the first 5 calibration samples.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlier suppression before quantization. m1 (SmoothQuant) moves outliers of norm-fed activations into the weights without changing what the float model computes. m2 to m6 are not built yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bits of a weight that msModelSlim is told for suppression. m1 computes the same with both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where msModelSlim runs the suppression. It only goes into quant.py.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the first sequences of the calibration file. All: the whole file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every sequence is cut to its first tokens. Not cut: whole sequences.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The type the float model is loaded in, torch_dtype in quant.py: it decides the type of everything saved in float. Ranges are measured in float32 only, so with the checkpoint&apos;s type weights alone can be quantized, or dynamically.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed of the random draws that pr below 1 makes.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::PathField</name>
    <message>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file; or drop one on the field</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::Picture</name>
    <message>
        <source>Save picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG image (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::Plot</name>
    <message>
        <source>Reset view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy numbers (TSV)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::PrecisionMap</name>
    <message>
        <source>Precision map</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) selected.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Current: block %1, %2, %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to select all layers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: click to select this kind in all blocks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block %1: click to select its layers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outside the blocks: click to select.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::PrecisionMapView</name>
    <message>
        <source>Copy the selected layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the &amp;whole map</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Colours:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Threads:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All processors (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For jobs that start from now on. Fewer leave the computer to other work; results do not depend on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Evaluate a changed recipe by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A moment after the last edit; off: only on request.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OK</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::Preset</name>
    <message>
        <source>W8A8, static, per tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>W8A8, static, per channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>W8A8, static, per channel + m1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>W8A8_DYNAMIC, per channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>W8A16, per channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>W4A16, per channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Float</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::ProjectDocument</name>
    <message>
        <source>Restore %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::ProjectFiles</name>
    <message>
        <source>Open checkpoint folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vernier projects (*.vernier);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vernier projects (*.vernier)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project has changes that are not saved: its recipe, or results in its history. Save them?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a project that was never saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore unsaved work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vernier did not end properly. It kept unsaved work on %1 from %2. Restore it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vernier</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::QuantConfigForm</name>
    <message>
        <source>16: weights stay float</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>16: activations stay float</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one scale per tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one scale per channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights without zero point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights with zero point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>range of each token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>range from calibration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1: mean min-max</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2: histogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>3: chosen for each layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the checkpoint says</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::RangeLines</name>
    <message>
        <source>act_method %1 and 3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>act_method %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 (min-max)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2 (histogram)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>3 (automatic)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::RecipeForm</name>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::RecipeInspector</name>
    <message>
        <source>Reset parameters that cannot be edited here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 = %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also set, and not editable here: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preset %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused because of %1, so it is not evaluated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to note: every rule does something, and nothing was replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not evaluated yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluated as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Since the last evaluation: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is open. Open a checkpoint folder or the demo; its recipe is edited here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;qt&gt;Numbers to start from. Layers left in float, rules that can stand beside the preset, and calibration stay as they are.&lt;/qt&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fallback to float</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set these parameters back to their defaults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disable_names, disable_level and mix_cfg in order of precedence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was replaced or has no effect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quant.py, YAML and recipe.json, as they would be exported</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::RecipePreview</name>
    <message>
        <source>Save %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the whole file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save this file alone; the export dialog writes all of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File to preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python program for msModelSlim&apos;s v0 API</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Configuration for msModelSlim v1: close to the same result, not equal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe as vernier-cli reads it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generated file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::RecipeText</name>
    <message numerus="yes">
        <source>%n layer(s) more in float</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) less in float</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>mix_cfg “%1”: %2 → %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>mix_cfg of %n layers or patterns: %1 → %2</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 in another order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no change</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>; </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::RowErrorPlot</name>
    <message>
        <source>Rank of the output channel, largest error first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relative error, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one scale per channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one scale per tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantization error of each output channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output channel %1: %2 per channel, %3 per tensor</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::RowRangePlot</name>
    <message>
        <source>Rank of the output channel, widest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>largest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>smallest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range of each output channel&apos;s weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output channel %1: %2 … %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::RuleDialog</name>
    <message>
        <source>Patterns are * for any characters, ? for one, [seq] for one of these. They match whole names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type by name or pattern (mix_cfg)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave one layer in float (disable_names)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name or pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer name or pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type of the layers</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::RulesList</name>
    <message>
        <source>Rules in order of precedence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the selected rules, or switch them off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try this pattern before the one above it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try this pattern after the one below it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select the layers that the rule matches, in every view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The upper rule wins. Double-click a rule to select its layers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit rule %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add rule %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Delete %n rule(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Move rule %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::RulesModel</name>
    <message>
        <source>Layers that are left in float by their full names. Nothing beats them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Types by name or pattern. An exact name beats every pattern; among patterns the upper one wins.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Decides the %n layer(s) that no rule names.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Decides all %n layer(s) it matches.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Decides %1 of the %n layer(s) it matches. Stronger rules have the others, most of them %2.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Decides nothing: rules name every layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Shadowed: it decides none of the %n layer(s) it matches. Stronger rules have them, most of all %1.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>No layer has this name, and msModelSlim refuses that. Entries are full names, not patterns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matches no layer of this model, so it does nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which layers it takes is known once their range scores are measured on the calibration data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off: the last linear layer follows the other rules.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off: no layer is left in float by its range score.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers the rule decides, of those it matches</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::SamplePage</name>
    <message>
        <source>Sample %1 holds the largest activation (%2), sample %3 the smallest (%4).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>act_method 1 averages the samples&apos; extremes: %1, step %2. Leave samples out to see what they do to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Without %n sample(s), act_method 1 would give %1 with step %2, instead of %3 with step %4: the step changes by %5. Only tried out here: the recipe keeps them.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Leave out sample %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Take back sample %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Leave out this sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try act_method 1 without the chosen sample (double click its bar, or press space on it). The recipe is not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Use all samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take back every sample that was left out</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::SampleRangePlot</name>
    <message>
        <source>act_method 1: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without them: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest and largest activation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range of each calibration sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left and right choose a sample, space leaves it out or takes it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1: %2 … %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::SchemeText</name>
    <message>
        <source>static min-max</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>static histogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>static, method chosen after calibration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>groups of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one weight scale per tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one weight scale per channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asymmetric weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>activations per token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::SensitivityView</name>
    <message>
        <source>Layers by sensitivity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scroll the layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Worst layers:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many layers, counted from the top of the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of the worst layers to select</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sele&amp;ct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select that many layers from the top of the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fall back the selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the selected layers in float (disable_names)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Single effects add up to %1 nats per token; all layers together cost %2, %3 of the sum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They overlap: repairing one layer gains less than its bar says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They amplify each other: repairing one layer can gain more than its bar says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They nearly add up: a bar says about what repairing its layer gains.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each layer&apos;s own output on float inputs; what the model loses by it is the end-to-end KL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) not measured.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Hatched, with F: left in float by the present recipe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::StatusStrip</name>
    <message>
        <source>not evaluated yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of an earlier recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of float</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is not loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This recipe cannot run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact, %1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The present recipe was run on the whole evaluation text in %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No evaluation text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one under Project &gt; Texts; without it nothing can be evaluated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The evaluation failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs and messages say why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of an earlier recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not evaluated yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers are of the present recipe already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantize by the present recipe and compare with the float model on the evaluation text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Float perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity of the float model on the evaluation text: the best that quantization can keep.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity of the quantized model on the same text, with its standard error. Most of that error is the text&apos;s and cancels in the difference.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity, quantized minus float, token by token, with its standard error. Can hide damage: errors in both directions cancel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL divergence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean Kullback–Leibler divergence of the next-token distributions, float to quantized, in nats, with its standard error. 0 means the same predictions; nothing cancels here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same top-1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of tokens for which both models hold the same next token most likely, with its standard error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All weights as they are deployed, with scales and offsets, and what that is of the float checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bits/weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size in bits over the number of parameters, layers left in float included.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluate a changed recipe by itself, a moment after the last edit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluate automatically</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Evaluate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the running job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the running job</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::TextsDialog</name>
    <message>
        <source>Read calibration data and text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No calibration data: only weight-only and dynamic recipes without suppression can run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No evaluation text: recipes cannot be evaluated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 samples, %2 tokens, the longest %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 windows, %2 tokens, %3 predictions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model first: its tokenizer reads the texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change calibration data and text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration data and evaluation text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Calibration data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Evaluation text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Windows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stream: all documents joined and cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>documents: each by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;qt&gt;How the text becomes windows. stream drops the rest that fills no window; documents cuts each document to its first tokens.&lt;/qt&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;qt&gt;Tokens of a window. Recipes are only comparable on the same windows.&lt;/qt&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;qt&gt;Text with documents that end at lines &amp;lt;|endoftext|&amp;gt;, JSON lines with prompt, text or inputs_pretokenized, or lists of token ids.&lt;/qt&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts (*.txt *.jsonl *.json *.md);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None; drop a file here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the text becomes windows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens of a window</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::TokenPage</name>
    <message>
        <source>%1 of %2 tokens leave the range of %3, %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The layer has no static range in this recipe; %1 of %2 tokens would leave that of %3, %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In all samples: %1 of %2.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::TokenRangePlot</name>
    <message>
        <source>no tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leaves the static range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range of each token&apos;s activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position of the token (zoom in to read the tokens)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::WeightHistogramPlot</name>
    <message>
        <source>Weight (ticks along the top: steps of the grid, zoom in to see them)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights in a bin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Histogram of the weights</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::WeightsView</name>
    <message>
        <source>The model is being opened…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model to see the weights of its layers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a layer in the map or in the table to see its weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights of this layer could not be measured; the message says why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights are being measured…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe does not round this weight to a grid that can be shown here; the plots show what 8 bits with one scale per channel would do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weight is the one after outlier suppression m1, which the recipe does first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weight is the one before outlier suppression, which the recipe does first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One scale per channel: error %1, steps %2 … %3, median %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One scale per tensor: error %1, step %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Sorted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output channels by size instead of by number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Logarithmic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logarithmic counts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Histogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest and largest weight of every output channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relative quantization error of every output channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often each weight occurs, with the steps of the grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error: root of the squared rounding error over the squared weights</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>vernier::WelcomePage</name>
    <message>
        <source>%1 – %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 – %2 (not there any more)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vernier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tune the precision of a quantized language model: see which layers lose what, change the recipe, measure again. Every change is evaluated against the float model on the same text, with error bars, on this computer alone. The tuned recipe and the weights are exported in msModelSlim&apos;s own formats.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the &amp;demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small model whose naive quantization breaks, with texts: everything to try it in two minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a &amp;checkpoint folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A Hugging Face folder with config.json and safetensors (Llama, Mistral, Qwen2, Qwen3).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a &amp;project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A project saved earlier: checkpoint, texts, recipe and history.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or drop a checkpoint folder or a project file anywhere on this page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you open will be listed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent projects and checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
