<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>vernier::About</name>
    <message>
        <source>&lt;b&gt;Vernier %1&lt;/b&gt;&lt;br&gt;A workbench for tuning the precision of quantized language models.&lt;br&gt;&lt;br&gt;Free software under the GNU General Public License, version 3 or later.&lt;br&gt;Built with Qt, QCustomPlot, Eigen, nlohmann/json, oneDNN, SentencePiece, PCRE2 and utf8proc.</source>
        <translation>&lt;b&gt;Vernier %1&lt;/b&gt;&lt;br&gt;量化大语言模型精度调优工作台。&lt;br&gt;&lt;br&gt;自由软件，依据 GNU 通用公共许可证第 3 版或更高版本发布。&lt;br&gt;使用 Qt、QCustomPlot、Eigen、nlohmann/json、oneDNN、SentencePiece、PCRE2 和 utf8proc 构建。</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>全局</translation>
    </message>
    <message>
        <source>Arrows, Home, End</source>
        <translation>方向键、Home、End</translation>
    </message>
    <message>
        <source>Move; with Shift, select from where you began</source>
        <translation>移动；按住 Shift 则从起点开始选择</translation>
    </message>
    <message>
        <source>Ctrl+click, drag</source>
        <translation>Ctrl+单击、拖动</translation>
    </message>
    <message>
        <source>Add a layer; select a rectangle</source>
        <translation>添加一个层；选择矩形区域</translation>
    </message>
    <message>
        <source>Ctrl+A, Esc</source>
        <translation>Ctrl+A、Esc</translation>
    </message>
    <message>
        <source>Select all layers, none</source>
        <translation>全选；取消选择</translation>
    </message>
    <message>
        <source>+, -, Ctrl+wheel</source>
        <translation>+、-、Ctrl+滚轮</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>0</source>
        <translation>0</translation>
    </message>
    <message>
        <source>Show the whole map</source>
        <translation>显示整张图</translation>
    </message>
    <message>
        <source>In the map</source>
        <translation>在精度图中</translation>
    </message>
    <message>
        <source>Selected layers (in the map and in panels that show layers)</source>
        <translation>所选的层（在精度图和显示层的面板中）</translation>
    </message>
</context>
<context>
    <name>vernier::AccuracyView</name>
    <message>
        <source>The model is being opened…</source>
        <translation>正在打开模型…</translation>
    </message>
    <message>
        <source>Open a model to ask it questions.</source>
        <translation>打开模型后可向其提问。</translation>
    </message>
    <message>
        <source>The checkpoint has no tokenizer that can be read, so no questions can be asked.</source>
        <translation>检查点没有可读取的分词器，因此无法提问。</translation>
    </message>
    <message>
        <source>The present recipe cannot run: %1</source>
        <translation>当前配方无法运行：%1</translation>
    </message>
    <message>
        <source>Ask the questions of %1</source>
        <translation>回答 %1 的题目</translation>
    </message>
    <message>
        <source>Right answers of %1 questions, with the 95 % interval: float %2, recipe %3.</source>
        <translation>%1 道题的正确率（括号内为 95 % 区间）：浮点 %2，配方 %3。</translation>
    </message>
    <message>
        <source>the two are not distinguishable on these questions</source>
        <translation>在这些题目上两者无法区分</translation>
    </message>
    <message>
        <source>the recipe answers worse</source>
        <translation>配方答得更差</translation>
    </message>
    <message>
        <source>the recipe answers better</source>
        <translation>配方答得更好</translation>
    </message>
    <message>
        <source>Only the float model is right on %1, only the recipe on %2 (McNemar&apos;s p = %3): %4.</source>
        <translation>仅浮点模型答对 %1 道，仅配方答对 %2 道（McNemar 检验 p = %3）：%4。</translation>
    </message>
    <message>
        <source>The longest question has %1 tokens, more than the model&apos;s context of %2.</source>
        <translation>最长的题目有 %1 个 token，超过模型的上下文长度 %2。</translation>
    </message>
    <message>
        <source>This was measured before the recipe or the calibration data changed; ask again.</source>
        <translation>这是在配方或校准数据更改之前测得的；请重新提问。</translation>
    </message>
    <message>
        <source>The questions are being asked; the status strip shows how far it is.</source>
        <translation>正在提问；进度见状态条。</translation>
    </message>
    <message>
        <source>Perplexity says little about what a model can do. Choose a question set and ask: both the float model and the present recipe answer it, and the questions that the recipe lost are listed here.</source>
        <translation>困惑度难以说明模型的能力。选择题集并提问：浮点模型和当前配方都会作答，配方由对变错的题目列在此处。</translation>
    </message>
    <message numerus="yes">
        <source>%n question(s)</source>
        <translation>
            <numerusform>%n 道题</numerusform>
        </translation>
    </message>
    <message>
        <source>Export the questions</source>
        <translation>导出题目</translation>
    </message>
    <message>
        <source>Tab-separated text (*.tsv)</source>
        <translation>制表符分隔的文本 (*.tsv)</translation>
    </message>
    <message>
        <source>&amp;Questions</source>
        <translation>题集(&amp;Q)</translation>
    </message>
    <message>
        <source>JSON lines with title, question, passage, answer</source>
        <translation>JSON 行，含 title、question、passage、answer</translation>
    </message>
    <message>
        <source>Folder with subject_mapping.json, dev and val</source>
        <translation>含 subject_mapping.json、dev 和 val 的文件夹</translation>
    </message>
    <message>
        <source>Folder with subject_mapping.json, dev and test</source>
        <translation>含 subject_mapping.json、dev 和 test 的文件夹</translation>
    </message>
    <message>
        <source>JSON lines with question, answer</source>
        <translation>JSON 行，含 question、answer</translation>
    </message>
    <message>
        <source>Files of %1</source>
        <translation>%1 的文件</translation>
    </message>
    <message>
        <source>Questions of %1</source>
        <translation>%1 的题目</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl *.json);;All files (*)</source>
        <translation>JSON 行 (*.jsonl *.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>A public question set, in the files that it is published in</source>
        <translation>公开题集，使用其发布时的文件</translation>
    </message>
    <message>
        <source>&amp;At most</source>
        <translation>最多(&amp;A)</translation>
    </message>
    <message>
        <source>all</source>
        <comment>questions</comment>
        <translation>全部</translation>
    </message>
    <message>
        <source>So many questions, always the same ones, drawn at random. The interval shrinks with the root of their number.</source>
        <translation>随机抽取这么多题，每次相同。区间随题数的平方根缩小。</translation>
    </message>
    <message>
        <source>As&amp;k</source>
        <translation>提问(&amp;K)</translation>
    </message>
    <message>
        <source>Let the float model and the present recipe answer, as msModelSlim&apos;s precision tool does. The float model&apos;s answers are kept for the next recipe.</source>
        <translation>让浮点模型和当前配方作答，方式与 msModelSlim 的精度工具相同。浮点模型的答案会保留给下一个配方。</translation>
    </message>
    <message>
        <source>Sho&amp;w</source>
        <translation>显示(&amp;W)</translation>
    </message>
    <message>
        <source>all questions</source>
        <translation>全部题目</translation>
    </message>
    <message>
        <source>Which questions are listed, from the float model&apos;s answer to the recipe&apos;s</source>
        <translation>列出哪些题目：从浮点模型的答案到配方的答案</translation>
    </message>
    <message>
        <source>Questions and answers</source>
        <translation>题目与答案</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the selected rows, or all, as tab-separated text with the whole prompts (Ctrl+C)</source>
        <translation>将所选行（或全部）连同完整提示词复制为制表符分隔的文本 (Ctrl+C)</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>导出(&amp;X)…</translation>
    </message>
    <message>
        <source>Save the listed questions as tab-separated text</source>
        <translation>将列出的题目保存为制表符分隔的文本</translation>
    </message>
    <message>
        <source>Add to calibration &amp;data…</source>
        <translation>加入校准数据(&amp;D)…</translation>
    </message>
    <message>
        <source>Calibrate on the selected questions, too; without a selection on all that the recipe lost</source>
        <translation>校准时也使用所选题目；未选择时使用配方由对变错的全部题目</translation>
    </message>
    <message>
        <source>BoolQ: a file with one JSON object on each line: title, question, passage (texts) and answer (true or false).</source>
        <translation>BoolQ：每行一个 JSON 对象的文件，包含 title、question、passage（文本）和 answer（true 或 false）。</translation>
    </message>
    <message>
        <source>C-Eval: a folder with subject_mapping.json, whose keys are the subjects, and for each subject the tables dev/SUBJECT_dev.csv, whose first five rows are shown as solved examples, and val/SUBJECT_val.csv, which is asked. The tables have a head line with id, question, A, B, C, D and answer (a letter).</source>
        <translation>C-Eval：一个目录，其中 subject_mapping.json 的键为各科目；每个科目有两张表：dev/科目_dev.csv（前五行作为已解答的示例）和 val/科目_val.csv（用于提问）。表的首行为 id、question、A、B、C、D、answer（答案为字母）。</translation>
    </message>
    <message>
        <source>MMLU: a folder with subject_mapping.json, which lists the subjects under mmlu_all_sets, and for each subject the tables dev/SUBJECT_dev.csv (five solved examples) and test/SUBJECT_test.csv (asked). The tables have no head line: question, four options, and the letter of the right one.</source>
        <translation>MMLU：一个目录，其中 subject_mapping.json 的 mmlu_all_sets 列出各科目；每个科目有两张表：dev/科目_dev.csv（五个已解答的示例）和 test/科目_test.csv（用于提问）。表没有首行，各列为题目、四个选项和正确选项的字母。</translation>
    </message>
    <message>
        <source>GSM8K: a file with one JSON object on each line: question, and answer, whose result follows ####.</source>
        <translation>GSM8K：每行一个 JSON 对象的文件，包含 question 和 answer，结果写在 answer 的 #### 之后。</translation>
    </message>
</context>
<context>
    <name>vernier::Actions</name>
    <message>
        <source>&amp;Undo: %1</source>
        <translation>撤销：%1(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo: %1</source>
        <translation>重做：%1(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Open &amp;demo</source>
        <translation>打开演示(&amp;D)</translation>
    </message>
    <message>
        <source>Open &amp;checkpoint folder…</source>
        <translation>打开检查点文件夹(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Open project…</source>
        <translation>打开项目(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save the project: model, texts, recipe and history</source>
        <translation>保存项目：模型、文本、配方和历史</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save the project under another name</source>
        <translation>以其他名称保存项目</translation>
    </message>
    <message>
        <source>Calibration and evaluation &amp;texts…</source>
        <translation>校准数据和评估文本(&amp;T)…</translation>
    </message>
    <message>
        <source>Choose the data that ranges are calibrated on and the text that models are compared on</source>
        <translation>选择用于校准值域的数据和用于比较模型的文本</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Write the quantized model, quant.py, YAML or the recipe</source>
        <translation>写出量化模型、quant.py、YAML 或配方</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Close the program</source>
        <translation>关闭程序</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>首选项(&amp;P)…</translation>
    </message>
    <message>
        <source>Threads, language, theme</source>
        <translation>线程、语言、主题</translation>
    </message>
    <message>
        <source>&amp;Evaluate the recipe</source>
        <translation>评估配方(&amp;E)</translation>
    </message>
    <message>
        <source>Quantize and compare with the float model on the evaluation text</source>
        <translation>量化模型，并在评估文本上与浮点模型比较</translation>
    </message>
    <message>
        <source>Evaluate &amp;automatically</source>
        <translation>自动评估(&amp;A)</translation>
    </message>
    <message>
        <source>Evaluate a moment after every change of the recipe</source>
        <translation>每次更改配方后，稍候即评估</translation>
    </message>
    <message>
        <source>Measure &amp;local sensitivity</source>
        <translation>测量局部敏感度(&amp;L)</translation>
    </message>
    <message>
        <source>Error of each layer&apos;s own output, in one pass</source>
        <translation>一次遍历测得各层自身输出的误差</translation>
    </message>
    <message>
        <source>Measure &amp;end-to-end sensitivity</source>
        <translation>测量端到端敏感度(&amp;E)</translation>
    </message>
    <message>
        <source>KL divergence of the model with one layer quantized at a time</source>
        <translation>每次只量化一层时模型的 KL 散度</translation>
    </message>
    <message>
        <source>&amp;Cancel all jobs</source>
        <translation>取消所有任务(&amp;C)</translation>
    </message>
    <message>
        <source>Stop what is running or waiting</source>
        <translation>停止正在运行和等待中的任务</translation>
    </message>
    <message>
        <source>Copy as command li&amp;ne</source>
        <translation>复制为命令行(&amp;N)</translation>
    </message>
    <message>
        <source>The vernier-cli command that evaluates the saved project&apos;s recipe</source>
        <translation>评估已保存项目的配方的 vernier-cli 命令</translation>
    </message>
    <message>
        <source>Command &amp;palette…</source>
        <translation>命令面板(&amp;P)…</translation>
    </message>
    <message>
        <source>Find a command or a layer by typing</source>
        <translation>输入文字查找命令或层</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>Put all panels back where they were at first</source>
        <translation>将所有面板恢复到初始位置</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>All keys at a glance</source>
        <translation>所有快捷键一览</translation>
    </message>
    <message>
        <source>&amp;About Vernier</source>
        <translation>关于 Vernier(&amp;A)</translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation>版本和许可证</translation>
    </message>
    <message>
        <source>Take back the last change of recipe or texts</source>
        <translation>撤销对配方或文本的上一次更改</translation>
    </message>
    <message>
        <source>Do again what was taken back</source>
        <translation>重做已撤销的更改</translation>
    </message>
    <message>
        <source>A small model with planted outliers: quantization breaks it, and a few edits of the recipe repair it</source>
        <translation>植入了离群值的小模型：直接量化会使其崩坏，改动几处配方即可修复</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Open &amp;quantized model…</source>
        <translation>打开量化模型(&amp;Q)…</translation>
    </message>
    <message>
        <source>What msModelSlim or Vernier saved from the open checkpoint: its layers, its loss, its rules as a recipe</source>
        <translation>msModelSlim 或 Vernier 由当前检查点保存的模型：查看各层、测量损失、把其规则导入为配方</translation>
    </message>
    <message>
        <source>Open &amp;recipe…</source>
        <translation>打开配方(&amp;R)…</translation>
    </message>
    <message>
        <source>A recipe.json: it takes the place of the present recipe, in one step that can be undone</source>
        <translation>recipe.json：替换当前配方，作为可撤销的一步</translation>
    </message>
    <message>
        <source>Measure end-to-end sensitivity of all &amp;types</source>
        <translation>测量所有类型的端到端敏感度(&amp;T)</translation>
    </message>
    <message>
        <source>The same for every type that mix_cfg could give a layer instead: what a change would gain is then estimated at once</source>
        <translation>对 mix_cfg 可为各层指定的每种类型都做同样的测量：之后改动的收益可以立即估计</translation>
    </message>
    <message>
        <source>&amp;Close panel</source>
        <translation>关闭面板(&amp;C)</translation>
    </message>
    <message>
        <source>Close the panel that has the keyboard; its entry above brings it back</source>
        <translation>关闭键盘焦点所在的面板；上方的菜单项可将其重新打开</translation>
    </message>
    <message>
        <source>A Hugging Face folder: config.json and safetensors or pytorch_model.bin; or one with a .gguf file</source>
        <translation>Hugging Face 文件夹：config.json 以及 safetensors 或 pytorch_model.bin；或含一个 .gguf 文件的文件夹</translation>
    </message>
    <message>
        <source>A project saved by Vernier, or a .gguf file</source>
        <translation>Vernier 保存的项目，或一个 .gguf 文件</translation>
    </message>
</context>
<context>
    <name>vernier::ActivationPage</name>
    <message>
        <source>%1 … %2</source>
        <translation>%1 … %2</translation>
    </message>
    <message>
        <source>act_method %1</source>
        <translation>act_method %1</translation>
    </message>
</context>
<context>
    <name>vernier::ActivationsForm</name>
    <message>
        <source>16: activations stay float</source>
        <translation>16：激活保持浮点</translation>
    </message>
    <message>
        <source>range of each token</source>
        <translation>逐 token 的值域</translation>
    </message>
    <message>
        <source>range from calibration</source>
        <translation>校准得到的值域</translation>
    </message>
    <message>
        <source>1: mean min-max</source>
        <translation>1：min-max 均值</translation>
    </message>
    <message>
        <source>2: histogram</source>
        <translation>2：直方图</translation>
    </message>
    <message>
        <source>3: chosen for each layer</source>
        <translation>3：逐层选择</translation>
    </message>
    <message>
        <source>prefill dynamic, decode static</source>
        <translation>预填充用动态，解码用静态</translation>
    </message>
    <message>
        <source>plain W8A8</source>
        <translation>普通 W8A8</translation>
    </message>
</context>
<context>
    <name>vernier::ActivationsView</name>
    <message>
        <source>The model is being opened…</source>
        <translation>正在打开模型…</translation>
    </message>
    <message>
        <source>Open a model to see the activations of its layers.</source>
        <translation>打开模型以查看各层的激活。</translation>
    </message>
    <message>
        <source>Activations are being measured…</source>
        <translation>正在测量激活…</translation>
    </message>
    <message>
        <source>The activations are not measured.
Start &quot;Collect activation statistics&quot; to see them.</source>
        <translation>激活尚未测量。
运行“收集激活统计”后即可查看。</translation>
    </message>
    <message>
        <source>Select a layer in the map or in the table to see its activations.</source>
        <translation>在精度图或层表中选择一个层，查看其激活。</translation>
    </message>
    <message>
        <source>Widest: sample %1</source>
        <translation>值域最宽：样本 %1</translation>
    </message>
    <message>
        <source>Widest</source>
        <translation>值域最宽</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 (%n token(s))</source>
        <translation>
            <numerusform>%1：%2 (%n 个 token)</numerusform>
        </translation>
    </message>
    <message>
        <source>Shares its input with %1: the activations are the same.</source>
        <translation>与 %1 共用输入：激活相同。</translation>
    </message>
    <message>
        <source> and </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Measured with other calibration settings than the recipe has now.</source>
        <translation>测量时的校准设置与当前配方不同。</translation>
    </message>
    <message>
        <source>These are the activations before outlier suppression (%1), which the recipe does first; Channels shows what it changes.</source>
        <translation>显示的是离群值抑制 (%1) 之前的激活；配方会先执行该抑制。“通道”页显示抑制带来的变化。</translation>
    </message>
    <message>
        <source>Calibrated jointly with the recipe, the range is %1.</source>
        <translation>随配方联合校准得到的值域为 %1。</translation>
    </message>
    <message>
        <source>&amp;Tokens</source>
        <translation>Token(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Channels</source>
        <translation>通道(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Histogram</source>
        <translation>直方图(&amp;H)</translation>
    </message>
    <message>
        <source>Sa&amp;mples</source>
        <translation>样本(&amp;M)</translation>
    </message>
    <message>
        <source>Range of every token of a sample, and the tokens that a static range cuts off</source>
        <translation>样本中各 token 的值域，以及被静态值域截断的 token</translation>
    </message>
    <message>
        <source>Largest activation of every channel, and outlier channels</source>
        <translation>各通道的最大激活，以及离群通道</translation>
    </message>
    <message>
        <source>How often each activation occurs, and what a clip range costs</source>
        <translation>各激活值出现的次数，以及截断范围的代价</translation>
    </message>
    <message>
        <source>Which calibration sample sets the range</source>
        <translation>哪个校准样本决定值域</translation>
    </message>
    <message>
        <source>Sam&amp;ple:</source>
        <translation>样本(&amp;P)：</translation>
    </message>
    <message>
        <source>Calibration sample</source>
        <translation>校准样本</translation>
    </message>
    <message>
        <source>The calibration sample whose tokens are shown</source>
        <translation>显示其 token 的校准样本</translation>
    </message>
    <message>
        <source>Activations are measured on calibration data, and there is none.
Choose a calibration file (File &gt; Calibration and evaluation texts).</source>
        <translation>激活要在校准数据上测量，而当前没有校准数据。
请选择校准文件（文件 &gt; 校准与评估文本）。</translation>
    </message>
    <message>
        <source>The plots show the float model. In calibration a layer&apos;s input comes from layers that are quantized already, so the range that is saved differs a little.</source>
        <translation>图中显示的是浮点模型。校准时层的输入来自已量化的层，因此保存的范围会略有不同。</translation>
    </message>
    <message>
        <source>No calibration token is sent to this expert, so there is nothing to see.
More calibration data may reach it.</source>
        <translation>没有校准 token 被路由到这个专家，因此没有可显示的内容。
更多的校准数据也许会到达它。</translation>
    </message>
</context>
<context>
    <name>vernier::Analysis</name>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>Rank layers for disable_level</source>
        <translation>为 disable_level 对层排序</translation>
    </message>
    <message>
        <source>Collect activation statistics</source>
        <translation>收集激活统计</translation>
    </message>
    <message>
        <source>Measure local sensitivity</source>
        <translation>测量局部敏感度</translation>
    </message>
    <message>
        <source>Measure end-to-end sensitivity</source>
        <translation>测量端到端敏感度</translation>
    </message>
    <message>
        <source>Evaluate the recipe</source>
        <translation>评估配方</translation>
    </message>
    <message>
        <source>Evaluate again</source>
        <translation>再次评估</translation>
    </message>
    <message>
        <source>Evaluate %1</source>
        <translation>评估 %1</translation>
    </message>
    <message>
        <source>Measure end-to-end sensitivity of all types</source>
        <translation>测量所有类型的端到端敏感度</translation>
    </message>
</context>
<context>
    <name>vernier::AntiOutlierForm</name>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>m1: SmoothQuant</source>
        <translation>m1：SmoothQuant</translation>
    </message>
    <message>
        <source>m2: SmoothQuant of outliers only</source>
        <translation>m2：仅对离群通道做 SmoothQuant</translation>
    </message>
    <message>
        <source>m3: AWQ</source>
        <translation>m3：AWQ</translation>
    </message>
    <message>
        <source>m4: iterative smooth</source>
        <translation>m4：迭代平滑 (iterative smooth)</translation>
    </message>
    <message>
        <source>m5: CBQ outlier mask</source>
        <translation>m5：CBQ 离群掩码</translation>
    </message>
    <message>
        <source>m6: flex smooth</source>
        <translation>m6：灵活平滑 (flex smooth)</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>16: activations stay float</source>
        <translation>16：激活保持浮点</translation>
    </message>
    <message>
        <source>weights without zero point</source>
        <translation>权重不带零点</translation>
    </message>
    <message>
        <source>weights with zero point</source>
        <translation>权重带零点</translation>
    </message>
    <message>
        <source>none; full names, separated by commas</source>
        <translation>无；填写完整名称，以逗号分隔</translation>
    </message>
    <message>
        <source>searched</source>
        <translation>搜索</translation>
    </message>
</context>
<context>
    <name>vernier::BadCasesDialog</name>
    <message>
        <source>Mix calibration data</source>
        <translation>混合校准数据</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>As a &amp;chat, in the model&apos;s template (%1)</source>
        <translation>作为对话(&amp;C)，使用模型的模板 (%1)</translation>
    </message>
    <message>
        <source>The calibration data have all of them already.</source>
        <translation>校准数据中已有全部这些题目。</translation>
    </message>
    <message numerus="yes">
        <source>The calibration data have %n sample(s) now.</source>
        <translation>
            <numerusform>校准数据现有 %n 个样本。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With the new ones, which lie evenly between them, they have %n.</source>
        <translation>
            <numerusform>加入新样本后共 %n 个，新样本均匀分布其间。</numerusform>
        </translation>
    </message>
    <message>
        <source>Of %1 new questions %2 are taken: the samples that the set stands for stay at least half of it.</source>
        <translation>%1 道新题中取 %2 道：原有样本至少保持一半。</translation>
    </message>
    <message>
        <source>The recipe calibrates on the first %1 of them (calibration.samples).</source>
        <translation>配方使用其中前 %1 个样本校准 (calibration.samples)。</translation>
    </message>
    <message numerus="yes">
        <source>Add %n question(s) to the calibration data</source>
        <translation>
            <numerusform>将 %n 道题加入校准数据</numerusform>
        </translation>
    </message>
    <message>
        <source>Add to the calibration data</source>
        <translation>加入校准数据</translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) that were chosen become calibration samples. A new file is written and used from then on; the present one stays as it is.</source>
        <translation>
            <numerusform>所选的 %n 道题将成为校准样本。会写入一个新文件并从此使用它；现有文件保持不变。</numerusform>
        </translation>
    </message>
    <message>
        <source>Frame each question as the model sees it in a conversation, up to where its answer begins</source>
        <translation>按模型在对话中看到的形式组织每道题，直到回答开始之处</translation>
    </message>
    <message>
        <source>New &amp;file</source>
        <translation>新文件(&amp;F)</translation>
    </message>
    <message>
        <source>New calibration file</source>
        <translation>新校准文件</translation>
    </message>
    <message>
        <source>Calibration data (*.json)</source>
        <translation>校准数据 (*.json)</translation>
    </message>
    <message>
        <source>&amp;Write and use</source>
        <translation>写入并使用(&amp;W)</translation>
    </message>
</context>
<context>
    <name>vernier::CalibrationForm</name>
    <message>
        <source>all %1</source>
        <translation>全部 %1 个</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>not cut</source>
        <translation>不截断</translation>
    </message>
    <message>
        <source> of %1</source>
        <translation> / %1</translation>
    </message>
    <message>
        <source>first </source>
        <comment>calibration texts: first 5 of 28</comment>
        <translation>前 </translation>
    </message>
</context>
<context>
    <name>vernier::ChainList</name>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>Take this method out of the chain; its values are lost</source>
        <translation>将此方法移出链；其取值将丢失</translation>
    </message>
</context>
<context>
    <name>vernier::ChannelPage</name>
    <message>
        <source>Channels of %1 after suppression</source>
        <translation>抑制之后 %1 的通道</translation>
    </message>
    <message>
        <source>No outlier channels: none is more than %1 times the median.</source>
        <translation>没有离群通道：所有通道均未超过中位数的 %1 倍。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message numerus="yes">
        <source>%n outlier channel(s), more than %1 times the median: %2.</source>
        <translation>
            <numerusform>%n 个离群通道，超过中位数的 %1 倍：%2。</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Suppression %1 leaves the input of this layer as it is.</source>
        <translation>离群值抑制 %1 不改变此层的输入。</translation>
    </message>
    <message>
        <source>%3 lowers the largest from %1 to %2.</source>
        <translation>%3 将最大值从 %1 降至 %2。</translation>
    </message>
    <message>
        <source>&amp;Sorted</source>
        <translation>排序(&amp;S)</translation>
    </message>
    <message>
        <source>Channels by size instead of by number</source>
        <translation>通道按大小而非编号排列</translation>
    </message>
    <message>
        <source>&amp;Logarithmic</source>
        <translation>对数(&amp;L)</translation>
    </message>
    <message>
        <source>Logarithmic scale of the values</source>
        <translation>数值取对数刻度</translation>
    </message>
    <message>
        <source>After s&amp;uppression</source>
        <translation>抑制之后(&amp;U)</translation>
    </message>
    <message>
        <source>What the recipe&apos;s outlier suppression, or m1, makes of the channels: each is divided by a scale that moves into the weights</source>
        <translation>配方所选的离群值抑制（未选时为 m1）之后的通道：每个通道除以一个缩放系数，该系数移入权重</translation>
    </message>
</context>
<context>
    <name>vernier::ChannelPlot</name>
    <message>
        <source>Rank of the channel, largest first</source>
        <translation>通道排名（从大到小）</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>as calibrated</source>
        <translation>校准时</translation>
    </message>
    <message>
        <source>outliers</source>
        <translation>离群值</translation>
    </message>
    <message>
        <source>after suppression</source>
        <translation>抑制之后</translation>
    </message>
    <message>
        <source>Largest activation of each channel</source>
        <translation>各通道的最大激活</translation>
    </message>
    <message>
        <source>Channel %1: %2</source>
        <translation>通道 %1：%2</translation>
    </message>
    <message>
        <source>After suppression: %1</source>
        <translation>抑制之后：%1</translation>
    </message>
    <message>
        <source>Largest |x|</source>
        <translation>最大 |x|</translation>
    </message>
</context>
<context>
    <name>vernier::ClipHistogramPlot</name>
    <message>
        <source>Activation</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>Values in a bin</source>
        <translation>每个区间的激活值数</translation>
    </message>
    <message>
        <source>values</source>
        <translation>激活值</translation>
    </message>
    <message>
        <source>Histogram of the activations with the clip range</source>
        <translation>激活直方图与截断范围</translation>
    </message>
</context>
<context>
    <name>vernier::CommandPalette</name>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>An action or a layer: a few of its letters</source>
        <translation>输入操作或层名称中的几个字符</translation>
    </message>
    <message>
        <source>Search for an action or a layer</source>
        <translation>搜索操作或层</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>No command or layer matches.</source>
        <translation>没有匹配的命令或层。</translation>
    </message>
</context>
<context>
    <name>vernier::ComparisonPanel</name>
    <message>
        <source>%1 against %2</source>
        <translation>%1 与 %2 对比</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 置信区间</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>KL, nats</source>
        <translation>KL (nat)</translation>
    </message>
    <message>
        <source>Loss, nats</source>
        <translation>损失 (nat)</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Same top-1</source>
        <translation>top-1 一致率</translation>
    </message>
    <message>
        <source>These two were measured on different texts or models, or not completely: their numbers cannot be compared.</source>
        <translation>两者测量时的文本或模型不同，或测量不完整，数值不可比较。</translation>
    </message>
    <message>
        <source>The KL divergence of one of them was not measured.</source>
        <translation>其中一次评估未测量 KL 散度。</translation>
    </message>
    <message>
        <source>In KL divergence they are not distinguishable on this set.</source>
        <translation>在此评估文本上，两者的 KL 散度无法区分。</translation>
    </message>
    <message>
        <source>%1 is better: its KL divergence is %2 nats lower.</source>
        <translation>%1 更好：KL 散度低 %2 nat。</translation>
    </message>
    <message>
        <source>%1 is worse: its KL divergence is %2 nats higher.</source>
        <translation>%1 更差：KL 散度高 %2 nat。</translation>
    </message>
    <message>
        <source>Compared token by token.</source>
        <translation>逐 token 比较。</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Bits/weight</source>
        <translation>每权重比特数</translation>
    </message>
    <message>
        <source>%1 … %2</source>
        <translation>%1 … %2</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>not distinguishable on this set</source>
        <translation>在此评估文本上无法区分</translation>
    </message>
    <message>
        <source>better</source>
        <translation>更好</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>更差</translation>
    </message>
    <message>
        <source>Recipe, from %1 to %2</source>
        <translation>配方更改：%1 → %2</translation>
    </message>
    <message>
        <source>No change.</source>
        <translation>无更改。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Select two evaluations to compare them (Ctrl+click, or Ctrl+arrow and Space), or one to compare it with what it was changed from.</source>
        <translation>选择两次评估进行比较（Ctrl+点击，或 Ctrl+方向键加空格键）；只选一次，则与其来源比较。</translation>
    </message>
    <message>
        <source>Metrics of the two evaluations</source>
        <translation>两次评估的指标</translation>
    </message>
    <message>
        <source>What differs between the two recipes</source>
        <translation>两份配方的差异</translation>
    </message>
    <message>
        <source>Copy (TSV)</source>
        <translation>复制 (TSV)</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Not paired: the tokens of one of them are not in memory, so intervals are wider than they need be. Evaluate again to compare token by token.</source>
        <translation>未配对：其中一次评估的逐 token 结果不在内存中，因此区间偏宽。再次评估后即可逐 token 比较。</translation>
    </message>
    <message>
        <source> pp</source>
        <comment>percentage points</comment>
        <translation> 个百分点</translation>
    </message>
    <message>
        <source>Evaluate &amp;again</source>
        <translation>再次评估(&amp;A)</translation>
    </message>
    <message>
        <source>Evaluate those of the two whose tokens are not in memory, so that they can be compared token by token. The present recipe stays as it is.</source>
        <translation>重新评估两者中逐 token 结果不在内存中的，以便逐 token 比较。当前配方保持不变。</translation>
    </message>
    <message>
        <source>They were calibrated on different samples. %1</source>
        <translation>二者使用的校准样本不同。%1</translation>
    </message>
    <message>
        <source>95 % interval: %1</source>
        <translation>95 % 区间：%1</translation>
    </message>
</context>
<context>
    <name>vernier::CoreMessages</name>
    <message>
        <source>%1; did you mean &quot;%2&quot;?</source>
        <translation>%1；是否指“%2”？</translation>
    </message>
    <message>
        <source>%1; known are %2</source>
        <translation>%1；可用的有 %2</translation>
    </message>
    <message>
        <source>%1: the file is damaged, download it again</source>
        <translation>%1：文件已损坏，请重新下载</translation>
    </message>
    <message>
        <source>quant_config: %1</source>
        <translation>quant_config：%1</translation>
    </message>
    <message>
        <source>anti_outlier: %1</source>
        <translation>anti_outlier：%1</translation>
    </message>
    <message>
        <source>this project cannot be saved: %1</source>
        <translation>此项目无法保存：%1</translation>
    </message>
    <message>
        <source>mend or remove this line, which must be a JSON object, string or list of token ids: %1</source>
        <translation>请修正或删除此行，它必须是 JSON 对象、字符串或 token id 列表：%1</translation>
    </message>
    <message>
        <source>cannot be done: %1</source>
        <translation>无法完成：%1</translation>
    </message>
    <message>
        <source>%1 is not written: %2</source>
        <translation>未写出 %1：%2</translation>
    </message>
    <message>
        <source>dev_type is &quot;%1&quot;; allowed are cpu, npu and gpu</source>
        <translation>dev_type 为“%1”；可取 cpu、npu 和 gpu</translation>
    </message>
    <message>
        <source>%1 is %2; it must be 0 or more, or null</source>
        <translation>%1 为 %2；须为 0 或更大，或 null</translation>
    </message>
    <message>
        <source>%1 is %2; it must be 0 or more</source>
        <translation>%1 为 %2；须为 0 或更大</translation>
    </message>
    <message>
        <source>act_method is %1; allowed are 1 (min-max), 2 (histogram) and 3 (chosen by layer)</source>
        <translation>act_method 为 %1；可取 1 (min-max)、2 (直方图) 和 3 (逐层选择)</translation>
    </message>
    <message>
        <source>pr is not a finite number; 1.0 passes every element on quantized</source>
        <translation>pr 不是有限数；取 1.0 时每个元素都以量化值传递</translation>
    </message>
    <message>
        <source>w_sym is false with a_bit 8; 8-bit activations need symmetric weights: set w_sym true, or a_bit 16</source>
        <translation>a_bit 为 8 时 w_sym 为 false；8 位激活要求对称权重：请将 w_sym 设为 true，或将 a_bit 设为 16</translation>
    </message>
    <message>
        <source>KV cache quantization (use_kvcache_quant, kv_quant) and fa_quant exclude each other; remove one</source>
        <translation>KV 缓存量化 (use_kvcache_quant、kv_quant) 与 fa_quant 互斥；请去掉其中一个</translation>
    </message>
    <message>
        <source>co_sparse is ignored because is_lowbit is true</source>
        <translation>is_lowbit 为 true，因此忽略 co_sparse</translation>
    </message>
    <message>
        <source>co_sparse replaces %1 %2 by %3</source>
        <translation>co_sparse 将 %1 由 %2 改为 %3</translation>
    </message>
    <message>
        <source>a_bit is %1 with is_lowbit and w_bit 4; allowed are 8 and 16</source>
        <translation>is_lowbit 且 w_bit 为 4 时 a_bit 为 %1；可取 8 和 16</translation>
    </message>
    <message>
        <source>act_method is 3 with is_lowbit; the low-bit family takes act_method 1 or 2</source>
        <translation>is_lowbit 时 act_method 为 3；低比特系列只接受 act_method 1 或 2</translation>
    </message>
    <message>
        <source>w_bit is %1 with is_dynamic; allowed are 4 and 8</source>
        <translation>is_dynamic 时 w_bit 为 %1；可取 4 和 8</translation>
    </message>
    <message>
        <source>a_bit is 16 with is_dynamic, but dynamic quantization is of activations: set a_bit 8, or is_dynamic false</source>
        <translation>is_dynamic 时 a_bit 为 16，但动态量化针对的是激活：请将 a_bit 设为 8，或将 is_dynamic 设为 false</translation>
    </message>
    <message>
        <source>w_method is %1 with is_lowbit but without groups; set open_outlier false with a_bit 16 (or w_bit 4), or w_method MinMax</source>
        <translation>is_lowbit 但未分组时 w_method 为 %1；请将 open_outlier 设为 false 且 a_bit 设为 16 (或 w_bit 设为 4)，或将 w_method 设为 MinMax</translation>
    </message>
    <message>
        <source>w_bit is %1 with w_method NF; NF needs w_bit 4</source>
        <translation>w_method 为 NF 时 w_bit 为 %1；NF 要求 w_bit 4</translation>
    </message>
    <message>
        <source>a_bit is %1 with w_method NF; NF needs a_bit 16</source>
        <translation>w_method 为 NF 时 a_bit 为 %1；NF 要求 a_bit 16</translation>
    </message>
    <message>
        <source>is_lowbit is true with w_method NF; NF needs is_lowbit false</source>
        <translation>w_method 为 NF 时 is_lowbit 为 true；NF 要求 is_lowbit false</translation>
    </message>
    <message>
        <source>w_method NF and %1 exclude each other; remove one</source>
        <translation>w_method NF 与 %1 互斥；请去掉其中一个</translation>
    </message>
    <message>
        <source>open_outlier is false with w_bit 4, a_bit 8 and static activations, which cannot be saved; set is_dynamic true (W4A8_DYNAMIC) or open_outlier true (W8A8S)</source>
        <translation>w_bit 4、a_bit 8 且为静态激活时 open_outlier 为 false，无法保存；请将 is_dynamic 设为 true (W4A8_DYNAMIC)，或将 open_outlier 设为 true (W8A8S)</translation>
    </message>
    <message>
        <source>w_bit 4 with a_bit 8 (W4A8_DYNAMIC) must be dynamic and per group; set is_dynamic true, is_lowbit true, open_outlier false and group_size %1</source>
        <translation>w_bit 4 与 a_bit 8 (W4A8_DYNAMIC) 必须为动态且按组量化；请将 is_dynamic 设为 true、is_lowbit 设为 true、open_outlier 设为 false，group_size 取 %1</translation>
    </message>
    <message>
        <source>w_sym is false with w_bit 4 and a_bit 8; W4A8_DYNAMIC needs w_sym true</source>
        <translation>w_bit 4 与 a_bit 8 时 w_sym 为 false；W4A8_DYNAMIC 要求 w_sym true</translation>
    </message>
    <message>
        <source>is_dynamic is false with w_bit 4 and a_bit 4; W4A4 needs is_dynamic true</source>
        <translation>w_bit 4 与 a_bit 4 时 is_dynamic 为 false；W4A4 要求 is_dynamic true</translation>
    </message>
    <message>
        <source>w_method is %1 with w_bit 4 and a_bit 4; W4A4 needs MinMax</source>
        <translation>w_bit 4 与 a_bit 4 时 w_method 为 %1；W4A4 要求 MinMax</translation>
    </message>
    <message>
        <source>w_sym is false with w_bit 4 and a_bit 4; W4A4 needs w_sym true</source>
        <translation>w_bit 4 与 a_bit 4 时 w_sym 为 false；W4A4 要求 w_sym true</translation>
    </message>
    <message>
        <source>disable_last_linear is false with w_bit 4 and a_bit 4; W4A4 needs disable_last_linear true</source>
        <translation>w_bit 4 与 a_bit 4 时 disable_last_linear 为 false；W4A4 要求 disable_last_linear true</translation>
    </message>
    <message>
        <source>w_method is %1 with type %2; it takes only MinMax (GPTQ and HQQ are for W8A16 and W4A16)</source>
        <translation>类型 %2 的 w_method 为 %1；此类型只接受 MinMax (GPTQ 和 HQQ 用于 W8A16 和 W4A16)</translation>
    </message>
    <message>
        <source>pdmix is true with type %1; it is for W8A8 (w_bit 8, a_bit 8, is_dynamic false) only</source>
        <translation>类型 %1 的 pdmix 为 true；它只用于 W8A8 (w_bit 8、a_bit 8、is_dynamic false)</translation>
    </message>
    <message>
        <source>tp_size is missing; allowed are %1</source>
        <translation>缺少 tp_size；可取 %1</translation>
    </message>
    <message>
        <source>max_dynamic_step is missing</source>
        <translation>缺少 max_dynamic_step</translation>
    </message>
    <message>
        <source>other types can only be derived from a base with w_bit 8, and this one has w_bit %1 (%2)</source>
        <translation>其他类型只能从 w_bit 为 8 的基础配置派生，而此处的 w_bit 为 %1 (%2)</translation>
    </message>
    <message>
        <source>%1 is not derived from a %2 base</source>
        <translation>%1 不能从 %2 的基础配置派生</translation>
    </message>
    <message>
        <source>w_bit %1 with a_bit %2 is no quantization type; take 8/8, 8/16 or 4/16 (w_bit/a_bit), or 16/16 for float</source>
        <translation>w_bit %1 与 a_bit %2 不构成量化类型；请取 8/8、8/16 或 4/16 (w_bit/a_bit)，浮点取 16/16</translation>
    </message>
    <message>
        <source>w_bit %1 with a_bit %2 (dynamic) is no quantization type; take 8/8, 8/16 or 4/16 (w_bit/a_bit), or 16/16 for float</source>
        <translation>w_bit %1 与 a_bit %2 (动态) 不构成量化类型；请取 8/8、8/16 或 4/16 (w_bit/a_bit)，浮点取 16/16</translation>
    </message>
    <message>
        <source>load_dtype &quot;checkpoint&quot; of a checkpoint in %1 is not built yet, only F32 and BF16; use load_dtype &quot;float32&quot;</source>
        <translation>对 %1 的检查点，load_dtype &quot;checkpoint&quot; 尚未实现，只支持 F32 和 BF16；请将 load_dtype 设为 &quot;float32&quot;</translation>
    </message>
    <message>
        <source>the v1 YAML of %1 is not built yet; export quant.py instead</source>
        <translation>%1 的 v1 YAML 尚未实现；请改为导出 quant.py</translation>
    </message>
    <message>
        <source>%1 is not built yet; %2</source>
        <translation>%1 尚未实现；%2</translation>
    </message>
    <message>
        <source>remove it from the recipe</source>
        <translation>请从配方中去掉</translation>
    </message>
    <message>
        <source>set it false</source>
        <translation>请设为 false</translation>
    </message>
    <message>
        <source>use %1</source>
        <translation>请使用 %1</translation>
    </message>
    <message>
        <source>0 to 1</source>
        <translation>0 到 1</translation>
    </message>
    <message>
        <source>W8A8, W8A8_DYNAMIC, W8A16, W4A16 and FLOAT are</source>
        <translation>已实现的有 W8A8、W8A8_DYNAMIC、W8A16、W4A16 和 FLOAT</translation>
    </message>
    <message>
        <source>set pdmix false or save as safe_tensor</source>
        <translation>请将 pdmix 设为 false，或保存为 safe_tensor</translation>
    </message>
    <message>
        <source>chain method %1: %2</source>
        <translation>链式方法 %1：%2</translation>
    </message>
    <message>
        <source>chain method %1</source>
        <translation>链式方法 %1</translation>
    </message>
    <message>
        <source>co_sparse (W8A8S)</source>
        <translation>co_sparse (W8A8S)</translation>
    </message>
    <message>
        <source>is_lowbit (the low-bit and per-group family)</source>
        <translation>is_lowbit (低比特与按组量化系列)</translation>
    </message>
    <message>
        <source>quantization type %1</source>
        <translation>量化类型 %1</translation>
    </message>
    <message>
        <source>type %1 with w_method %2 per group</source>
        <translation>w_method 为 %2、按组量化的类型 %1</translation>
    </message>
    <message>
        <source>type %1 with w_method %2</source>
        <translation>w_method 为 %2 的类型 %1</translation>
    </message>
    <message>
        <source>KV cache quantization (kv_quant, use_kvcache_quant)</source>
        <translation>KV 缓存量化 (kv_quant、use_kvcache_quant)</translation>
    </message>
    <message>
        <source>KV cache quantization</source>
        <translation>KV 缓存量化</translation>
    </message>
    <message>
        <source>pr below 0 (a random probability for each call)</source>
        <translation>小于 0 的 pr (每次调用取随机概率)</translation>
    </message>
    <message>
        <source>pdmix with save type ascendV1</source>
        <translation>pdmix 与保存类型 ascendV1 并用</translation>
    </message>
    <message>
        <source>w_bit is %1; allowed are 4 and 8</source>
        <translation>w_bit 为 %1；可取 4 和 8</translation>
    </message>
    <message>
        <source>a_bit is %1; allowed are 8, and 16 with anti_method m3</source>
        <translation>a_bit 为 %1；可取 8，anti_method m3 时也可取 16</translation>
    </message>
    <message>
        <source>a_bit 16 is for anti_method m3 only, not %1; use m3 or a_bit 8</source>
        <translation>a_bit 16 只用于 anti_method m3，不用于 %1；请使用 m3 或 a_bit 8</translation>
    </message>
    <message>
        <source>w_sym false is for anti_method m3 only, not %1; use m3 or w_sym true</source>
        <translation>w_sym false 只用于 anti_method m3，不用于 %1；请使用 m3 或 w_sym true</translation>
    </message>
    <message>
        <source>disable_level is &quot;%1&quot;; it must be L0 (none) or L and a number without leading zero, as L5</source>
        <translation>disable_level 为“%1”；须为 L0 (不选) 或 L 加不带前导零的数字，例如 L5</translation>
    </message>
    <message>
        <source>mix_cfg &quot;%1&quot; asks for &quot;%2&quot;; allowed are w8a8, w8a16, w8a8_dynamic, w4a8_dynamic and float</source>
        <translation>mix_cfg &quot;%1&quot; 要求“%2”；可取 w8a8、w8a16、w8a8_dynamic、w4a8_dynamic 和 float</translation>
    </message>
    <message>
        <source>calibration.samples is %1; it must be 1 or more, or null for all</source>
        <translation>calibration.samples 为 %1；须为 1 或更大，或以 null 表示全部</translation>
    </message>
    <message>
        <source>calibration.max_length is %1; it must be 1 or more, or null for whole sequences</source>
        <translation>calibration.max_length 为 %1；须为 1 或更大，或以 null 表示整个序列</translation>
    </message>
    <message>
        <source>%1 needs calibration data, and there is none; give some, or use W8A16, W4A16 or W8A8_DYNAMIC without outlier suppression, GPTQ or static layers</source>
        <translation>%1 需要校准数据，但没有提供；请提供校准数据，或使用 W8A16、W4A16 或 W8A8_DYNAMIC，且不用离群值抑制、GPTQ 和静态层</translation>
    </message>
    <message>
        <source>mix_cfg type %1</source>
        <translation>mix_cfg 类型 %1</translation>
    </message>
    <message>
        <source>mix_cfg &quot;%1&quot; asks for %2 for layer &quot;%3&quot;, which is not available beside this quant_config: %4</source>
        <translation>mix_cfg &quot;%1&quot; 要求层“%3”为 %2，但在此 quant_config 下不可用：%4</translation>
    </message>
    <message>
        <source>disable_names &quot;%1&quot; matches nothing; entries are full names, not patterns (mix_cfg takes patterns, with type float); the nearest layer is &quot;%2&quot;</source>
        <translation>disable_names &quot;%1&quot; 没有匹配任何层；此处须为完整名称，不能用通配规则 (通配规则请用类型为 float 的 mix_cfg)；最接近的层是“%2”</translation>
    </message>
    <message>
        <source>disable_names &quot;%1&quot; matches nothing; entries are full names, not patterns (mix_cfg takes patterns, with type float); layers have names such as &quot;%2&quot;</source>
        <translation>disable_names &quot;%1&quot; 没有匹配任何层；此处须为完整名称，不能用通配规则 (通配规则请用类型为 float 的 mix_cfg)；层的名称形如“%2”</translation>
    </message>
    <message>
        <source>disable_names &quot;%1&quot; matches nothing; the nearest layer is &quot;%2&quot;</source>
        <translation>disable_names &quot;%1&quot; 没有匹配任何层；最接近的层是“%2”</translation>
    </message>
    <message>
        <source>disable_names &quot;%1&quot; matches nothing; layers have names such as &quot;%2&quot;</source>
        <translation>disable_names &quot;%1&quot; 没有匹配任何层；层的名称形如“%2”</translation>
    </message>
    <message>
        <source>disable_level %1 with is_lowbit ranks layers by another score, which is not built yet; use disable_names</source>
        <translation>is_lowbit 时 disable_level %1 按另一种得分对层排序，该得分尚未实现；请使用 disable_names</translation>
    </message>
    <message>
        <source>disable_level %1 needs the range scores of the layers, which are measured on calibration data; give some, or use L0</source>
        <translation>disable_level %1 需要各层的值域得分，该得分在校准数据上测量；请提供校准数据，或使用 L0</translation>
    </message>
    <message>
        <source>disable_level and act_method 3 are decided on calibration data, and there is none; give a calibration file</source>
        <translation>disable_level 和 act_method 3 由校准数据决定，但没有校准数据；请提供校准文件</translation>
    </message>
    <message>
        <source>disable_names &quot;%1&quot; is an attention module, which matters to fa_quant only; its linear layers stay quantized</source>
        <translation>disable_names &quot;%1&quot; 是注意力模块，只对 fa_quant 有意义；其中的线性层仍会量化</translation>
    </message>
    <message>
        <source>disable_level %1 asks for more layers than the %2 that are left; all of them are float</source>
        <translation>disable_level %1 要求的层数多于剩余的 %2 个层；剩余的层全部保持浮点</translation>
    </message>
    <message>
        <source>mix_cfg &quot;%1&quot;: %2 matches no layer</source>
        <translation>mix_cfg &quot;%1&quot;: %2 没有匹配任何层</translation>
    </message>
    <message>
        <source>mix_cfg &quot;%1&quot;: %2 decides nothing: stronger rules have all its layers</source>
        <translation>mix_cfg &quot;%1&quot;: %2 不起作用：它的层全部由优先级更高的规则决定</translation>
    </message>
    <message>
        <source>disable_anti_names &quot;%1&quot; is no layer of the model</source>
        <translation>disable_anti_names &quot;%1&quot; 不是模型中的层</translation>
    </message>
    <message>
        <source>act_method 3 is not decided yet: the range scores of the layers are not measured</source>
        <translation>act_method 3 尚未确定：还没有测量各层的值域得分</translation>
    </message>
    <message>
        <source>serving engines that fuse q/k/v or gate/up refuse parts of different types; 1 group is split, the first being %1</source>
        <translation>推理引擎会融合 q/k/v 或 gate/up，并拒绝组内类型不一致的模型；有 1 组被拆分：%1</translation>
    </message>
    <message>
        <source>serving engines that fuse q/k/v or gate/up refuse parts of different types; %1 groups are split, the first being %2</source>
        <translation>推理引擎会融合 q/k/v 或 gate/up，并拒绝组内类型不一致的模型；有 %1 组被拆分，第一组为 %2</translation>
    </message>
    <message>
        <source>msModelSlim itself measures which layers disable_level or act_method 3 chooses; here that takes calibration data</source>
        <translation>disable_level 或 act_method 3 选择哪些层由 msModelSlim 自行测量；在此处测量需要校准数据</translation>
    </message>
    <message>
        <source>the recipe needs calibration data: set CALIB_FILE in quant.py before running it, or export again with calibration data</source>
        <translation>此配方需要校准数据：运行 quant.py 之前请设置其中的 CALIB_FILE，或提供校准数据后重新导出</translation>
    </message>
    <message>
        <source>act_method 3 is not decided yet for every layer; measure the range scores before exporting the v1 YAML</source>
        <translation>并非每个层的 act_method 3 都已确定；导出 v1 YAML 之前请先测量值域得分</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no type that a layer can be given</source>
        <translation>“%1”不是可以指定给层的类型</translation>
    </message>
    <message>
        <source>%1 is not available for single layers beside this quant_config: %2; change w_bit and a_bit for the whole model instead</source>
        <translation>在此 quant_config 下，%1 不能用于单个层：%2；请改为对整个模型修改 w_bit 和 a_bit</translation>
    </message>
    <message>
        <source>a rule needs a layer&apos;s name or a pattern, such as *down_proj</source>
        <translation>规则需要层的名称或通配规则，例如 *down_proj</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no type that a rule can ask for</source>
        <translation>“%1”不是规则可以要求的类型</translation>
    </message>
    <message>
        <source>there is a rule for &quot;%1&quot; already: %2; edit that one</source>
        <translation>“%1”已有规则：%2；请编辑那条规则</translation>
    </message>
    <message>
        <source>an entry of disable_names is a layer&apos;s full name, such as model.layers.0.mlp.down_proj</source>
        <translation>disable_names 的条目须为层的完整名称，例如 model.layers.0.mlp.down_proj</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is in disable_names already</source>
        <translation>“%1”已在 disable_names 中</translation>
    </message>
    <message>
        <source>unknown key &quot;%1&quot; in %2</source>
        <translation>%2 中有未知的键“%1”</translation>
    </message>
    <message>
        <source>unknown key &quot;%1&quot;</source>
        <translation>未知的键“%1”</translation>
    </message>
    <message>
        <source>%1 has an unknown key &quot;%2&quot;</source>
        <translation>%1 中有未知的键“%2”</translation>
    </message>
    <message>
        <source>unknown chain method &quot;%1&quot;</source>
        <translation>未知的链式方法“%1”</translation>
    </message>
    <message>
        <source>%1 is &quot;AWQ&quot;, which msModelSlim has as anti_outlier.anti_method m3, not as a w_method</source>
        <translation>%1 为 &quot;AWQ&quot;，在 msModelSlim 中它是 anti_outlier.anti_method m3，而不是 w_method</translation>
    </message>
    <message>
        <source>&quot;version&quot; is missing; add &quot;version&quot;: %1</source>
        <translation>缺少 &quot;version&quot;；请加上 &quot;version&quot;: %1</translation>
    </message>
    <message>
        <source>%1 has no &quot;version&quot;; add &quot;version&quot;: %2</source>
        <translation>%1 没有 &quot;version&quot;；请加上 &quot;version&quot;: %2</translation>
    </message>
    <message>
        <source>version is %1; this program reads recipes of version %2</source>
        <translation>版本为 %1；本程序读取版本为 %2 的配方</translation>
    </message>
    <message>
        <source>version is %1; this program reads projects of version %2</source>
        <translation>版本为 %1；本程序读取版本为 %2 的项目</translation>
    </message>
    <message>
        <source>this is no recipe but a model&apos;s config.json; a recipe has &quot;version&quot; and &quot;quant_config&quot;</source>
        <translation>这不是配方，而是模型的 config.json；配方含有 &quot;version&quot; 和 &quot;quant_config&quot;</translation>
    </message>
    <message>
        <source>this is no recipe: it has neither &quot;version&quot; nor &quot;quant_config&quot; nor another key of a recipe</source>
        <translation>这不是配方：既没有 &quot;version&quot; 和 &quot;quant_config&quot;，也没有配方的其他键</translation>
    </message>
    <message>
        <source>%1 is missing or no path; name a file or folder</source>
        <translation>%1 缺失或不是路径；请指定文件或文件夹</translation>
    </message>
    <message>
        <source>%1 is &quot;%2&quot;; allowed are stream and documents</source>
        <translation>%1 为“%2”；可取 stream 和 documents</translation>
    </message>
    <message>
        <source>the project holds no recipe; add one under &quot;recipe&quot; or give a recipe file</source>
        <translation>项目中没有配方；请在 &quot;recipe&quot; 下添加，或提供配方文件</translation>
    </message>
    <message>
        <source>the project names no checkpoint; open a checkpoint folder</source>
        <translation>项目没有指定检查点；请打开检查点文件夹</translation>
    </message>
    <message>
        <source>the project&apos;s checkpoint is not here any more; move its folder back, or write where it is now into the project file (&quot;checkpoint&quot;: {&quot;path&quot;: …})</source>
        <translation>项目的检查点已不在此处；请将其文件夹移回，或在项目文件中写入现在的位置 (&quot;checkpoint&quot;: {&quot;path&quot;: …})</translation>
    </message>
    <message>
        <source>this is no Vernier project, which is a JSON file that Vernier saves (*.vernier); choose one, or the folder of a checkpoint (with config.json and *.safetensors)</source>
        <translation>这不是 Vernier 项目；项目是 Vernier 保存的 JSON 文件 (*.vernier)。请选择项目文件，或检查点的文件夹 (含 config.json 和 *.safetensors)</translation>
    </message>
    <message>
        <source>the name is not UTF-8, so that JSON cannot hold it; rename the file or folder</source>
        <translation>名称不是 UTF-8，无法写入 JSON；请重命名该文件或文件夹</translation>
    </message>
    <message>
        <source>%1 has no id; give it one of its own</source>
        <translation>%1 没有 id；请给它一个唯一的 id</translation>
    </message>
    <message>
        <source>%1 has the id &quot;%2&quot; of %3; every entry needs its own</source>
        <translation>%1 的 id“%2”与 %3 相同；每个条目的 id 必须唯一</translation>
    </message>
    <message>
        <source>the parent &quot;%1&quot; of %2 is not in the history; leave &quot;parent&quot; out to make it a root</source>
        <translation>%2 的 parent“%1”不在历史中；去掉 &quot;parent&quot; 可使其成为根</translation>
    </message>
    <message>
        <source>%1 (&quot;%2&quot;) is its own ancestor; leave its &quot;parent&quot; out to make it a root</source>
        <translation>%1 (“%2”) 是自己的祖先；去掉其 &quot;parent&quot; 可使其成为根</translation>
    </message>
    <message>
        <source>the demo&apos;s files were not found beside the program</source>
        <translation>没有在程序旁找到演示文件</translation>
    </message>
    <message>
        <source>the document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>an integer from %1 to %2</source>
        <translation>%1 到 %2 的整数</translation>
    </message>
    <message>
        <source>an integer</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a number from %1 to %2</source>
        <translation>%1 到 %2 的数</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>a float, written with a point, such as 0.05 or 3.0</source>
        <translation>带小数点的浮点数，例如 0.05 或 3.0</translation>
    </message>
    <message>
        <source>a string such as %1</source>
        <translation>字符串，例如 %1</translation>
    </message>
    <message>
        <source>a string</source>
        <translation>字符串</translation>
    </message>
    <message>
        <source>a list of strings or null</source>
        <translation>字符串列表或 null</translation>
    </message>
    <message>
        <source>a list of [method, {arguments}]</source>
        <translation>[方法, {参数}] 的列表</translation>
    </message>
    <message>
        <source>[method, {arguments}], such as %1</source>
        <translation>[方法, {参数}]，例如 %1</translation>
    </message>
    <message>
        <source>an object of name patterns and types, such as %1</source>
        <translation>名称通配规则与类型的对象，例如 %1</translation>
    </message>
    <message>
        <source>an object with &quot;version&quot;</source>
        <translation>含 &quot;version&quot; 的对象</translation>
    </message>
    <message>
        <source>an object of tokens and ids</source>
        <translation>token 与 id 的对象</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>an array</source>
        <translation>数组</translation>
    </message>
    <message>
        <source>a list of entries</source>
        <translation>条目列表</translation>
    </message>
    <message>
        <source>a list of sequences</source>
        <translation>序列列表</translation>
    </message>
    <message>
        <source>a list of token ids</source>
        <translation>token id 列表</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2</source>
        <translation>%1 到 %2 的整数</translation>
    </message>
    <message>
        <source>%1 (a string)</source>
        <translation>%1 (字符串)</translation>
    </message>
    <message>
        <source>%1 (a float)</source>
        <translation>%1 (浮点数)</translation>
    </message>
    <message>
        <source>cannot be listed: %1</source>
        <translation>无法列出内容：%1</translation>
    </message>
    <message>
        <source>cannot %1: %2</source>
        <translation>无法%1：%2</translation>
    </message>
    <message>
        <source>open the file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>read the file&apos;s size</source>
        <translation>读取文件大小</translation>
    </message>
    <message>
        <source>read the file</source>
        <translation>读取文件</translation>
    </message>
    <message>
        <source>map the file into memory</source>
        <translation>将文件映射到内存</translation>
    </message>
    <message>
        <source>list the folder</source>
        <translation>列出文件夹内容</translation>
    </message>
    <message>
        <source>write into this folder</source>
        <translation>写入此文件夹</translation>
    </message>
    <message>
        <source>find a name for the temporary file</source>
        <translation>为临时文件取名</translation>
    </message>
    <message>
        <source>write the file to the disk</source>
        <translation>将文件写入磁盘</translation>
    </message>
    <message>
        <source>write the file</source>
        <translation>写入文件</translation>
    </message>
    <message>
        <source>set the file&apos;s permissions</source>
        <translation>设置文件权限</translation>
    </message>
    <message>
        <source>set the folder&apos;s permissions</source>
        <translation>设置文件夹权限</translation>
    </message>
    <message>
        <source>put the finished file in its place</source>
        <translation>将写好的文件放到目标位置</translation>
    </message>
    <message>
        <source>put the finished folder in its place</source>
        <translation>将写好的文件夹放到目标位置</translation>
    </message>
    <message>
        <source>make the folder</source>
        <translation>创建文件夹</translation>
    </message>
    <message>
        <source>make a folder here</source>
        <translation>在此创建文件夹</translation>
    </message>
    <message>
        <source>find this folder</source>
        <translation>找到此文件夹</translation>
    </message>
    <message>
        <source>remove this file of an earlier export; the new one is complete</source>
        <translation>删除先前导出的此文件；新的导出已完整</translation>
    </message>
    <message>
        <source>the disk is full: free some space or choose another folder</source>
        <translation>磁盘已满：请释放空间或选择其他文件夹</translation>
    </message>
    <message>
        <source>the disk quota is used up: free some space or choose another folder</source>
        <translation>磁盘配额已用完：请释放空间或选择其他文件夹</translation>
    </message>
    <message>
        <source>the file system or a limit (ulimit -f) allows no larger file: choose another folder or raise it</source>
        <translation>文件系统或限制 (ulimit -f) 不允许更大的文件：请选择其他文件夹或提高限制</translation>
    </message>
    <message>
        <source>permission denied: change the permissions or choose another place</source>
        <translation>没有权限：请更改权限或选择其他位置</translation>
    </message>
    <message>
        <source>the file system is read-only: choose another folder</source>
        <translation>文件系统为只读：请选择其他文件夹</translation>
    </message>
    <message>
        <source>it does not exist: check the path</source>
        <translation>它不存在：请检查路径</translation>
    </message>
    <message>
        <source>a part of the path is not a folder: check the path</source>
        <translation>路径中有一部分不是文件夹：请检查路径</translation>
    </message>
    <message>
        <source>the name is too long: choose a shorter one</source>
        <translation>名称过长：请换用较短的名称</translation>
    </message>
    <message>
        <source>too many files are open: raise the limit (ulimit -n)</source>
        <translation>打开的文件过多：请提高限制 (ulimit -n)</translation>
    </message>
    <message>
        <source>this is a folder: choose a file in it</source>
        <translation>这是文件夹：请选择其中的文件</translation>
    </message>
    <message>
        <source>this is a folder: choose a file name in it</source>
        <translation>这是文件夹：请在其中指定文件名</translation>
    </message>
    <message>
        <source>this is a pipe or device: choose a regular file</source>
        <translation>这是管道或设备：请选择普通文件</translation>
    </message>
    <message>
        <source>this is not a folder: choose another name</source>
        <translation>这不是文件夹：请换用其他名称</translation>
    </message>
    <message>
        <source>a file and a folder of this name would replace each other: choose another output folder</source>
        <translation>同名的文件与文件夹会相互替换：请选择其他输出文件夹</translation>
    </message>
    <message>
        <source>the file has %1 bytes, more than the %2 that are read of such a file: check that it is the right one</source>
        <translation>文件有 %1 字节，超过此类文件读取的上限 %2：请检查是否选对了文件</translation>
    </message>
    <message>
        <source>not usable as JSON at line %1 (byte %2): %3</source>
        <translation>第 %1 行 (字节 %2) 不是可用的 JSON：%3</translation>
    </message>
    <message>
        <source>the key &quot;%1&quot; stands twice in one object</source>
        <translation>键“%1”在同一个对象中出现两次</translation>
    </message>
    <message>
        <source>nested more than %1 levels deep</source>
        <translation>嵌套超过 %1 层</translation>
    </message>
    <message>
        <source>not enough memory for this JSON</source>
        <translation>内存不足以读取此 JSON</translation>
    </message>
    <message>
        <source>this is a model that msModelSlim or Vernier already quantized (%1); open the float checkpoint it was made from</source>
        <translation>这是 msModelSlim 或 Vernier 已量化的模型 (%1)；请打开其原来的浮点检查点</translation>
    </message>
    <message>
        <source>this is a file; give the folder of the checkpoint that it belongs to (with config.json)</source>
        <translation>这是文件；请给出它所属检查点的文件夹 (含 config.json)</translation>
    </message>
    <message>
        <source>there is no such folder; give the folder of a Hugging Face checkpoint (with config.json)</source>
        <translation>没有这个文件夹；请给出 Hugging Face 检查点的文件夹 (含 config.json)</translation>
    </message>
    <message>
        <source>this folder is no checkpoint: it has no config.json; choose one of the folders in it (%1)</source>
        <translation>此文件夹不是检查点：其中没有 config.json；请选择其中的一个文件夹 (%1)</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is missing; expected shape %2. The checkpoint is incomplete, or its config.json belongs to another model</source>
        <translation>缺少张量“%1”；应有形状 %2。检查点不完整，或其 config.json 属于另一个模型</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; has shape %2; config.json asks for %3</source>
        <translation>张量“%1”的形状为 %2；config.json 要求 %3</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is stored as %2; a float checkpoint (F32, F16, BF16) is needed</source>
        <translation>张量“%1”以 %2 存储；需要浮点检查点 (F32、F16、BF16)</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; holds %2 at element %3; the checkpoint is damaged or was trained to divergence, get another copy</source>
        <translation>张量“%1”的第 %3 个元素为 %2；检查点已损坏或训练发散，请换用另一份</translation>
    </message>
    <message>
        <source>an infinity</source>
        <translation>无穷大</translation>
    </message>
    <message>
        <source>is not a JSON object; expected a Hugging Face config.json</source>
        <translation>不是 JSON 对象；应为 Hugging Face 的 config.json</translation>
    </message>
    <message>
        <source>no architecture is named (&quot;model_type&quot;); supported are: %1</source>
        <translation>没有指明架构 (&quot;model_type&quot;)；支持的有：%1</translation>
    </message>
    <message>
        <source>the architecture &quot;%1&quot; is not supported; supported are: %2</source>
        <translation>不支持架构“%1”；支持的有：%2</translation>
    </message>
    <message>
        <source>the checkpoint is already quantized (&quot;quantization_config&quot;); open the float checkpoint it was made from</source>
        <translation>检查点已量化 (&quot;quantization_config&quot;)；请打开其原来的浮点检查点</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is missing</source>
        <translation>缺少“%1”</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an object</source>
        <translation>“%1”不是对象</translation>
    </message>
    <message>
        <source>&quot;%1&quot; must be larger than &quot;%2&quot;</source>
        <translation>“%1”必须大于“%2”</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is unusable: %2</source>
        <translation>“%1”不可用：%2</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a multiple of &quot;num_attention_heads&quot;, and there is no &quot;head_dim&quot;</source>
        <translation>“%1”不是 &quot;num_attention_heads&quot; 的整数倍，且没有 &quot;head_dim&quot;</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is odd: rotary embeddings need pairs of channels</source>
        <translation>“%1”为奇数：旋转位置编码需要成对的通道</translation>
    </message>
    <message>
        <source>&quot;%1&quot; does not divide &quot;num_attention_heads&quot;</source>
        <translation>“%1”不能整除 &quot;num_attention_heads&quot;</translation>
    </message>
    <message>
        <source>the folder holds several files of weights and no model.safetensors: open one of them (%1)</source>
        <translation>文件夹中有多个权重文件而没有 model.safetensors：请打开其中之一 (%1)</translation>
    </message>
    <message>
        <source>the folder holds no weights and so is no complete checkpoint: download model.safetensors (or model.safetensors.index.json and its shards) into it, or choose another folder</source>
        <translation>文件夹中没有权重，不是完整的检查点：请将 model.safetensors (或 model.safetensors.index.json 及其分片) 下载到其中，或选择其他文件夹</translation>
    </message>
    <message>
        <source>the index has no object &quot;weight_map&quot;: download it again</source>
        <translation>索引中没有对象 &quot;weight_map&quot;：请重新下载</translation>
    </message>
    <message>
        <source>the shard of tensor &quot;%1&quot; is not the plain name of a file in this folder: download the index again</source>
        <translation>张量“%1”的分片不是此文件夹中的普通文件名：请重新下载索引</translation>
    </message>
    <message>
        <source>this shard is missing; the index expects tensor &quot;%1&quot; and %2 more in it: download it again</source>
        <translation>缺少此分片；索引表明其中有张量“%1”和另外 %2 个张量：请重新下载</translation>
    </message>
    <message>
        <source>the index expects tensor &quot;%1&quot; in this shard, which does not hold it: download both again</source>
        <translation>索引表明张量“%1”在此分片中，但分片中没有：请重新下载两者</translation>
    </message>
    <message>
        <source>there is no tensor &quot;%1&quot;</source>
        <translation>没有张量“%1”</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; is stored as %2, which is not supported: convert the checkpoint to BF16, F16 or F32</source>
        <translation>张量“%1”以 %2 存储，不受支持：请将检查点转换为 BF16、F16 或 F32</translation>
    </message>
    <message>
        <source>this is a Git LFS pointer instead of the weights: fetch them with `git lfs pull` or download the file again</source>
        <translation>这是 Git LFS 指针而不是权重：请用 `git lfs pull` 获取，或重新下载文件</translation>
    </message>
    <message>
        <source>the file has %1 bytes, too few for a safetensors header</source>
        <translation>文件只有 %1 字节，不足以容纳 safetensors 文件头</translation>
    </message>
    <message>
        <source>the header would be %1 bytes long, more than the format allows: this is no safetensors file, or it is damaged; download it again</source>
        <translation>文件头长达 %1 字节，超出格式允许的范围：这不是 safetensors 文件，或已损坏；请重新下载</translation>
    </message>
    <message>
        <source>the header is %1 bytes long, but the file ends after %2</source>
        <translation>文件头长 %1 字节，但文件在 %2 字节处结束</translation>
    </message>
    <message>
        <source>the header does not begin with an object: this is no safetensors file, or it is damaged; download it again</source>
        <translation>文件头不是以对象开始：这不是 safetensors 文件，或已损坏；请重新下载</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; lies at %2, but the file holds only %3 bytes of data: it is incomplete, download it again</source>
        <translation>张量“%1”位于 %2，但文件只有 %3 字节数据：文件不完整，请重新下载</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; has its data_offsets in reverse, %2</source>
        <translation>张量“%1”的 data_offsets 颠倒，%2</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; has the impossible shape %2</source>
        <translation>张量“%1”的形状 %2 不可能成立</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; of shape %2 in %3 needs %4 bytes, but has %5</source>
        <translation>形状 %2、类型 %3 的张量“%1”需要 %4 字节，实际为 %5</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; overlaps %2</source>
        <translation>张量“%1”与%2重叠</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; leaves a gap of %2 bytes after %3</source>
        <translation>张量“%1”在%3之后留下 %2 字节的空隙</translation>
    </message>
    <message>
        <source>%1 bytes after %2 belong to no tensor</source>
        <translation>%2之后有 %1 字节不属于任何张量</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; stands twice in the header</source>
        <translation>张量“%1”在文件头中出现两次</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; has a negative extent in its shape</source>
        <translation>张量“%1”的形状中有负数</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; has an impossible extent in its shape</source>
        <translation>张量“%1”的形状中有不可能的数</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; has more than %2 dimensions</source>
        <translation>张量“%1”超过 %2 维</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; has two dtypes</source>
        <translation>张量“%1”有两个 dtype</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; lacks its dtype, shape or pair of data_offsets</source>
        <translation>张量“%1”缺少 dtype、shape 或成对的 data_offsets</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; has %2 where none belongs, at &quot;%3&quot;</source>
        <translation>张量“%1”在“%3”处有不应出现的%2</translation>
    </message>
    <message>
        <source>the key &quot;%1&quot; stands twice in the metadata</source>
        <translation>键“%1”在元数据中出现两次</translation>
    </message>
    <message>
        <source>the metadata stands twice in the header</source>
        <translation>元数据在文件头中出现两次</translation>
    </message>
    <message>
        <source>the start of the data</source>
        <translation>数据开头</translation>
    </message>
    <message>
        <source>the last tensor &quot;%1&quot;</source>
        <translation>最后一个张量“%1”</translation>
    </message>
    <message>
        <source>the header</source>
        <translation>文件头</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot;</source>
        <translation>张量“%1”</translation>
    </message>
    <message>
        <source>the list of token ids is empty: remove it or fill it</source>
        <translation>token id 列表为空：请删除或填写</translation>
    </message>
    <message>
        <source>position %1 holds %2, which is no token id: a sequence is a list of whole numbers from 0</source>
        <translation>位置 %1 为 %2，不是 token id：序列是从 0 起的整数列表</translation>
    </message>
    <message>
        <source>the text is empty: remove it or fill it</source>
        <translation>文本为空：请删除或填写</translation>
    </message>
    <message>
        <source>%1 is no document: expected a text, an object or a list of token ids</source>
        <translation>%1 不是文档：应为文本、对象或 token id 列表</translation>
    </message>
    <message>
        <source>the file is one list of numbers: write a list of such lists, one for each sequence</source>
        <translation>文件是一个数字列表：请写成这种列表的列表，每个序列一个</translation>
    </message>
    <message>
        <source>JSON of %1 bytes is not read, only up to %2: split the file</source>
        <translation>不读取 %1 字节的 JSON，上限为 %2：请拆分文件</translation>
    </message>
    <message>
        <source>this is text, and the checkpoint has no tokenizer: put tokenizer.json or tokenizer.model into its folder, or give lists of token ids</source>
        <translation>这是文本，而检查点没有分词器：请将 tokenizer.json 或 tokenizer.model 放入其文件夹，或提供 token id 列表</translation>
    </message>
    <message>
        <source>the text has no token: remove it</source>
        <translation>文本没有 token：请删除</translation>
    </message>
    <message>
        <source>the file holds no document: give it at least one text or list of token ids</source>
        <translation>文件中没有文档：请至少加入一段文本或一个 token id 列表</translation>
    </message>
    <message>
        <source>the text has the character %1 that is in no token, and unk_token %2 is not in the vocabulary</source>
        <translation>文本含有字符 %1，它不在任何 token 中，且 unk_token %2 不在词表中</translation>
    </message>
    <message>
        <source>the added token %1 with the id %2 contradicts the vocabulary in %3</source>
        <translation>id 为 %2 的附加 token %1 与 %3 中的词表矛盾</translation>
    </message>
    <message>
        <source>the pattern %1 uses %2, which is not supported</source>
        <translation>模式 %1 用到了不受支持的 %2</translation>
    </message>
    <message>
        <source>the pattern %1 is not a regular expression: %2 (at byte %3)</source>
        <translation>模式 %1 不是正则表达式：%2 (字节 %3 处)</translation>
    </message>
    <message>
        <source>a pattern of %1 bytes is too long</source>
        <translation>%1 字节的模式过长</translation>
    </message>
    <message>
        <source>searching the pattern %1 in a text of %2 bytes was given up: %3</source>
        <translation>在 %2 字节的文本中查找模式 %1 时放弃：%3</translation>
    </message>
    <message>
        <source>`single` contains the text twice, which is not supported</source>
        <translation>`single` 包含文本两次，不受支持</translation>
    </message>
    <message>
        <source>position %1 has the token id %2, but the model&apos;s vocabulary ends at %3: %4</source>
        <translation>位置 %1 的 token id 为 %2，但模型的词表到 %3 为止：%4</translation>
    </message>
    <message>
        <source>the ids were made for another model</source>
        <translation>这些 id 是为另一个模型生成的</translation>
    </message>
    <message>
        <source>the tokenizer belongs to another model</source>
        <translation>分词器属于另一个模型</translation>
    </message>
    <message>
        <source>this is a link to %1, which does not exist: download the file again, or remove the link</source>
        <translation>这是指向 %1 的链接，而后者不存在：请重新下载文件，或删除链接</translation>
    </message>
    <message>
        <source>this is a folder, pipe or device and no tokenizer: put the tokenizer&apos;s file in its place</source>
        <translation>这是文件夹、管道或设备，不是分词器：请将分词器文件放在此处</translation>
    </message>
    <message>
        <source>the file must hold a JSON object</source>
        <translation>文件必须是 JSON 对象</translation>
    </message>
    <message>
        <source>add_%1 is true, but `%2` names no token of the vocabulary</source>
        <translation>add_%1 为 true，但 `%2` 不是词表中的 token</translation>
    </message>
    <message>
        <source>`%1` must be %2</source>
        <translation>`%1` 必须是：%2</translation>
    </message>
    <message>
        <source>one character</source>
        <translation>一个字符</translation>
    </message>
    <message>
        <source>not empty</source>
        <translation>非空值</translation>
    </message>
    <message>
        <source>the token %1 has two ids, %2 and %3</source>
        <translation>token %1 有两个 id：%2 和 %3</translation>
    </message>
    <message>
        <source>the id of the token %1 must be a whole number from 0 to %2</source>
        <translation>token %1 的 id 必须是 0 到 %2 的整数</translation>
    </message>
    <message>
        <source>the id %1 belongs to two tokens, %2 and %3</source>
        <translation>id %1 属于两个 token：%2 和 %3</translation>
    </message>
    <message>
        <source>the post-processor %1 is not supported</source>
        <translation>不支持后处理器 %1</translation>
    </message>
    <message>
        <source>the pre-tokenizer %1 is not supported</source>
        <translation>不支持预分词器 %1</translation>
    </message>
    <message>
        <source>the normalizer %1 is not supported</source>
        <translation>不支持规范化器 %1</translation>
    </message>
    <message>
        <source>the decoder %1 is not supported</source>
        <translation>不支持解码器 %1</translation>
    </message>
    <message>
        <source>the token %1 is not in the vocabulary</source>
        <translation>token %1 不在词表中</translation>
    </message>
    <message>
        <source>%1 is not two tokens and a blank between</source>
        <translation>%1 不是以空格分隔的两个 token</translation>
    </message>
    <message>
        <source>a merge must be a string of two tokens or a pair of strings</source>
        <translation>merge 必须是含两个 token 的字符串，或一对字符串</translation>
    </message>
    <message>
        <source>the file is not a SentencePiece model, or it is cut off</source>
        <translation>文件不是 SentencePiece 模型，或不完整</translation>
    </message>
    <message>
        <source>the file is not a SentencePiece model: it has no pieces</source>
        <translation>文件不是 SentencePiece 模型：其中没有 piece</translation>
    </message>
    <message>
        <source>the SentencePiece model is broken: %1</source>
        <translation>SentencePiece 模型已损坏：%1</translation>
    </message>
    <message>
        <source>the SentencePiece library refused: %1</source>
        <translation>SentencePiece 库拒绝：%1</translation>
    </message>
    <message>
        <source>a window of %1 tokens predicts nothing: its first token is given; use 2 or more</source>
        <translation>长度为 %1 个 token 的窗口无可预测：首个 token 为已知；请使用 2 或更大</translation>
    </message>
    <message>
        <source>the text has %1 tokens, less than one window of %2; give more text or a smaller --window</source>
        <translation>文本有 %1 个 token，不足一个 %2 的窗口；请提供更多文本，或减小窗口</translation>
    </message>
    <message>
        <source>no document has two tokens, so there is nothing to predict; give more text</source>
        <translation>没有任何文档达到两个 token，因此无可预测；请提供更多文本</translation>
    </message>
    <message>
        <source>calibration sequence %1 (they count from 0) is empty; remove it or give it tokens</source>
        <translation>校准序列 %1 (从 0 计数) 为空；请删除或填入 token</translation>
    </message>
    <message>
        <source>calibration sequence %1 (they count from 0) holds the token id %2, but the model&apos;s vocabulary ends at %3; it was made for another model</source>
        <translation>校准序列 %1 (从 0 计数) 含有 token id %2，但模型的词表到 %3 为止；它是为另一个模型生成的</translation>
    </message>
    <message>
        <source>outlier suppression needs calibration data, and there is none; give a calibration file</source>
        <translation>离群值抑制需要校准数据，但没有提供；请提供校准文件</translation>
    </message>
    <message>
        <source>static activation ranges need calibration data, and there is none; give a calibration file</source>
        <translation>静态激活值域需要校准数据，但没有提供；请提供校准文件</translation>
    </message>
    <message>
        <source>the layer has static activations, but was not calibrated; give calibration data</source>
        <translation>该层使用静态激活，但没有校准；请提供校准数据</translation>
    </message>
    <message>
        <source>has %1 inputs; integer sums are exact only up to %2. Leave the layer in float or use a weight-only type</source>
        <translation>有 %1 个输入；整数求和只在不超过 %2 时精确。请让该层保持浮点，或使用仅权重量化的类型</translation>
    </message>
    <message>
        <source>a sequence has %1 tokens, and at most %2 are run; cut it, for calibration with the recipe&apos;s calibration.max_length</source>
        <translation>某个序列有 %1 个 token，最多运行 %2 个；请截短，校准时可用配方的 calibration.max_length</translation>
    </message>
    <message>
        <source>there are no samples to measure layers on; give a calibration file</source>
        <translation>没有可用于测量层的样本；请提供校准文件</translation>
    </message>
    <message>
        <source>the logits are not finite in window %1; a weight or an activation overflowed</source>
        <translation>窗口 %1 中的 logits 不是有限数；权重或激活溢出</translation>
    </message>
    <message>
        <source>nothing is chosen; choose at least one of weights, quant.py, YAML and recipe</source>
        <translation>没有选择任何内容；请至少选择权重、quant.py、YAML 和配方之一</translation>
    </message>
    <message>
        <source>no folder is chosen</source>
        <translation>没有选择文件夹</translation>
    </message>
    <message>
        <source>this is a file, not a folder; choose another name</source>
        <translation>这是文件而不是文件夹；请换用其他名称</translation>
    </message>
    <message>
        <source>%1 is a file, so no folder can be made in it</source>
        <translation>%1 是文件，无法在其中创建文件夹</translation>
    </message>
    <message>
        <source>writing into %1 is not permitted; choose another folder</source>
        <translation>没有写入 %1 的权限；请选择其他文件夹</translation>
    </message>
    <message>
        <source>the weights need %1, and %2 are free there; choose another disk</source>
        <translation>权重需要 %1，而该处剩余 %2；请选择其他磁盘</translation>
    </message>
    <message>
        <source>this is the root of the file system; name a folder of its own for the output</source>
        <translation>此文件夹是文件系统的根目录；请为输出指定单独的文件夹</translation>
    </message>
    <message>
        <source>this is the checkpoint&apos;s own folder; choose another one for the output</source>
        <translation>此文件夹是检查点自己的文件夹；请为输出另选文件夹</translation>
    </message>
    <message>
        <source>this lies inside the checkpoint&apos;s folder %1; choose a folder elsewhere</source>
        <translation>此文件夹位于检查点的文件夹 %1 之内；请选择别处的文件夹</translation>
    </message>
    <message>
        <source>this holds the checkpoint&apos;s folder %1; name a folder of its own for the quantized model</source>
        <translation>此文件夹包含检查点的文件夹 %1；请为量化模型指定单独的文件夹</translation>
    </message>
    <message>
        <source>this holds another model (%1), and its config.json would be replaced; choose an empty folder, or one with an earlier quantized model</source>
        <translation>此文件夹存有另一个模型 (%1)，其 config.json 会被替换；请选择空文件夹，或存有先前量化模型的文件夹</translation>
    </message>
    <message>
        <source>this holds %1, which is read and would be replaced; choose another folder</source>
        <translation>此文件夹存有 %1，它会被读取又会被替换；请选择其他文件夹</translation>
    </message>
    <message>
        <source>is the root of the file system; name a folder of its own for the output</source>
        <translation>是文件系统的根目录；请为输出指定单独的文件夹</translation>
    </message>
    <message>
        <source>is the checkpoint&apos;s own folder; choose another one for the output</source>
        <translation>是检查点自己的文件夹；请为输出另选文件夹</translation>
    </message>
    <message>
        <source>lies inside the checkpoint&apos;s folder %1; choose a folder elsewhere</source>
        <translation>位于检查点的文件夹 %1 之内；请选择别处的文件夹</translation>
    </message>
    <message>
        <source>holds the checkpoint&apos;s folder %1; name a folder of its own for the quantized model</source>
        <translation>包含检查点的文件夹 %1；请为量化模型指定单独的文件夹</translation>
    </message>
    <message>
        <source>holds another model (%1), and its config.json would be replaced; choose an empty folder, or one with an earlier quantized model</source>
        <translation>存有另一个模型 (%1)，其 config.json 会被替换；请选择空文件夹，或存有先前量化模型的文件夹</translation>
    </message>
    <message>
        <source>holds %1, which is read and would be replaced; choose another folder</source>
        <translation>存有 %1，它会被读取又会被替换；请选择其他文件夹</translation>
    </message>
    <message>
        <source>has %1 inputs, an odd number: ascendV1 packs two 4-bit codes to a byte. Leave the layer in float or save as safe_tensor</source>
        <translation>有 %1 个输入，为奇数：ascendV1 将两个 4 位量化值打包为一个字节。请让该层保持浮点，或保存为 safe_tensor</translation>
    </message>
    <message>
        <source>quant_bias of row %1 does not fit into 32 bits: the bias is too large for so small a scale. Leave the layer in float</source>
        <translation>第 %1 行的 quant_bias 超出 32 位：偏置相对于如此小的缩放系数过大。请让该层保持浮点</translation>
    </message>
    <message>
        <source>%1 is not a finite number</source>
        <translation>%1 不是有限数</translation>
    </message>
    <message>
        <source>%1 is %2; it must lie in %3 to %4</source>
        <translation>%1 为 %2；须在 %3 到 %4 之间</translation>
    </message>
    <message>
        <source>%1 is %2; allowed are %3</source>
        <translation>%1 为 %2；可取 %3</translation>
    </message>
    <message>
        <source>%1 is %2; expected %3</source>
        <translation>%1 为 %2；应为：%3</translation>
    </message>
    <message>
        <source>syntax error while parsing %1 - %2; expected %3</source>
        <translation>解析 %1 时语法错误 - %2；应为：%3</translation>
    </message>
    <message>
        <source>syntax error while parsing %1 - %2</source>
        <translation>解析 %1 时语法错误 - %2</translation>
    </message>
    <message>
        <source>unexpected end of input</source>
        <translation>内容意外结束</translation>
    </message>
    <message>
        <source>unexpected %1</source>
        <translation>意外的 %1</translation>
    </message>
    <message>
        <source>invalid literal</source>
        <translation>无效的字面量</translation>
    </message>
    <message>
        <source>%1 has no &quot;%2&quot;; measure the end-to-end sensitivity again</source>
        <translation>%1 没有 &quot;%2&quot;；请重新测量端到端敏感度</translation>
    </message>
    <message>
        <source>%1 is missing; give the layer&apos;s full name</source>
        <translation>缺少 %1；请给出层的完整名称</translation>
    </message>
    <message>
        <source>%1 is &quot;%2&quot; a second time; every layer stands there once</source>
        <translation>%1 重复了 “%2”；每个层只能出现一次</translation>
    </message>
    <message>
        <source>a list of layers</source>
        <translation>层列表</translation>
    </message>
    <message>
        <source>W4A8_DYNAMIC cannot be saved as numpy; save as safe_tensor or ascendV1</source>
        <translation>W4A8_DYNAMIC 不能保存为 numpy；请保存为 safe_tensor 或 ascendV1</translation>
    </message>
    <message>
        <source>fa_quant needs changes in the model&apos;s own code, which exist for DeepSeek models only; %1</source>
        <translation>fa_quant 需要修改模型自身的代码，而这种修改只有 DeepSeek 模型才有；%1</translation>
    </message>
    <message>
        <source>timestep_quant is for diffusion models; %1</source>
        <translation>timestep_quant 用于扩散模型；%1</translation>
    </message>
    <message>
        <source>W4A4 (FlatQuant) is trained on an NPU or a GPU; %1</source>
        <translation>W4A4 (FlatQuant) 需在 NPU 或 GPU 上训练；%1</translation>
    </message>
    <message>
        <source>nonuniform with is_lowbit fails in msModelSlim as well; %1</source>
        <translation>nonuniform 与 is_lowbit 并用在 msModelSlim 中同样会失败；%1</translation>
    </message>
    <message>
        <source>w_method GPTQ with W4A8_DYNAMIC fails in msModelSlim as well; %1</source>
        <translation>w_method GPTQ 与 W4A8_DYNAMIC 并用在 msModelSlim 中同样会失败；%1</translation>
    </message>
    <message>
        <source>the low-bit family, GPTQ, HQQ or NF</source>
        <translation>低比特系列、GPTQ、HQQ 或 NF </translation>
    </message>
    <message>
        <source>the evaluation keeps outliers in 8 bits, as msModelSlim does in memory; the exported 4-bit codes clamp them, so open the exported folder to see its own numbers</source>
        <translation>评估时离群值保留 8 位，与 msModelSlim 在内存中的做法一致；导出的 4 位量化值会截断它们，要看导出结果自身的数值，请打开导出的文件夹</translation>
    </message>
    <message>
        <source>msModelSlim saves the float weights rounded on GPTQ&apos;s group scales, while its simulation, followed in the evaluation, computes with GPTQ&apos;s own codes; improvements.gptq saves those</source>
        <translation>msModelSlim 保存的是按 GPTQ 各组缩放系数取整的浮点权重，而其仿真 (评估与之一致) 使用 GPTQ 自己的量化值；improvements.gptq 会保存后者</translation>
    </message>
    <message>
        <source>the evaluation expands 16-bit activations into three digits (MSD), as the per-group kernels do; the exported weights are not affected</source>
        <translation>评估时 16 位激活展开为三个数位 (MSD)，与分组算子的做法一致；导出的权重不受影响</translation>
    </message>
    <message>
        <source>msModelSlim&apos;s NF4 files lack the blocks&apos; scales and cannot be read back; Vernier saves them besides, as weight_absmax</source>
        <translation>msModelSlim 的 NF4 文件缺少各块的缩放系数，无法读回；Vernier 另将其保存为 weight_absmax</translation>
    </message>
    <message>
        <source>the evaluation keeps no KV cache: what its 8 bits cost is not part of the numbers</source>
        <translation>评估不使用 KV 缓存：缓存量化为 8 位的损失不包含在这些数字中</translation>
    </message>
    <message>
        <source>sigma_factor is taken as 3: msModelSlim follows it only without calibration data</source>
        <translation>sigma_factor 按 3 处理：msModelSlim 只在没有校准数据时才采用它</translation>
    </message>
    <message>
        <source>has %1 outputs, an odd number: ascendV1 packs two 4-bit codes to a byte. Leave the layer in float or save as safe_tensor</source>
        <translation>有 %1 个输出，为奇数：ascendV1 将两个 4 位量化值打包为一个字节。请让该层保持浮点，或保存为 safe_tensor</translation>
    </message>
    <message>
        <source>has %1 inputs, no multiple of group_size %2; choose a group_size that divides it or leave the layer in float</source>
        <translation>有 %1 个输入，不是 group_size %2 的倍数；请选择能整除它的 group_size，或让该层保持浮点</translation>
    </message>
    <message>
        <source>has %1 weights and a bias, no multiple of block_size %2; choose a smaller block_size or leave the layer in float</source>
        <translation>有 %1 个权重和偏置，不是 block_size %2 的倍数；请选择更小的 block_size，或让该层保持浮点</translation>
    </message>
    <message>
        <source>has %1 weights, no multiple of block_size %2; choose a smaller block_size or leave the layer in float</source>
        <translation>有 %1 个权重，不是 block_size %2 的倍数；请选择更小的 block_size，或让该层保持浮点</translation>
    </message>
    <message>
        <source>the inputs&apos; second moments are not positive definite even when damped, so GPTQ cannot be computed; use w_method MinMax or HQQ, more calibration data, or leave the layer in float</source>
        <translation>输入的二阶矩即使加阻尼也不是正定的，因此无法计算 GPTQ；请将 w_method 设为 MinMax 或 HQQ，使用更多校准数据，或让该层保持浮点</translation>
    </message>
    <message>
        <source>is empty; give safe_tensor, numpy or ascendV1</source>
        <translation>为空；请给出 safe_tensor、numpy 或 ascendV1</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not known; give safe_tensor, numpy or ascendV1</source>
        <translation>无法识别“%1”；请给出 safe_tensor、numpy 或 ascendV1</translation>
    </message>
    <message>
        <source>the power law of nonuniform is not part of msModelSlim&apos;s files, whose codes look evenly spaced; the evaluation follows the power law</source>
        <translation>nonuniform 的幂律不包含在 msModelSlim 的文件中，文件里的编码看起来是均匀的；评估按幂律计算</translation>
    </message>
    <message>
        <source>load_dtype &quot;checkpoint&quot; with simulate_tp, the low-bit family, sparse weights, GPTQ, HQQ or NF is not built yet; use load_dtype &quot;float32&quot;, or w_method MinMax</source>
        <translation>load_dtype &quot;checkpoint&quot; 与 simulate_tp、low-bit 系列、稀疏权重、GPTQ、HQQ 或 NF 并用尚未实现；请将 load_dtype 设为 &quot;float32&quot;，或使用 w_method MinMax</translation>
    </message>
    <message>
        <source>load_dtype &quot;checkpoint&quot; with anti_method %1 is not built yet; use load_dtype &quot;float32&quot;, m4, or m6 with alpha and beta</source>
        <translation>load_dtype &quot;checkpoint&quot; 与 anti_method %1 并用尚未实现；请将 load_dtype 设为 &quot;float32&quot;，或使用 m4，或给出 alpha 和 beta 的 m6</translation>
    </message>
    <message>
        <source>the folder holds no quantized model: it has no quant_model_description*.json. Choose a folder that msModelSlim or Vernier saved as safe_tensor or ascendV1</source>
        <translation>该文件夹中没有量化模型：缺少 quant_model_description*.json。请选择由 msModelSlim 或 Vernier 以 safe_tensor 或 ascendV1 保存的文件夹</translation>
    </message>
    <message>
        <source>the folder holds several quantized models: open one of their descriptions (%1)</source>
        <translation>该文件夹中有多个量化模型：请打开其中一个描述文件 (%1)</translation>
    </message>
    <message>
        <source>&quot;%1&quot; has the label %2, which is not known; labels are FLOAT, W8A8, W8A16, … as msModelSlim writes them. Quantize the model again, or correct the description</source>
        <translation>“%1”的标签 %2 未知；标签应如 msModelSlim 所写，为 FLOAT、W8A8、W8A16 等。请重新量化模型，或更正描述文件</translation>
    </message>
    <message>
        <source>the description of a quantized model must be a JSON object</source>
        <translation>量化模型的描述文件必须是 JSON 对象</translation>
    </message>
    <message>
        <source>&quot;model_quant_type&quot; is missing, so this is no description of a quantized model; save the model again</source>
        <translation>缺少“model_quant_type”，因此这不是量化模型的描述文件；请重新保存模型</translation>
    </message>
    <message>
        <source>&quot;version&quot; must be a text such as &quot;1.0.0&quot;</source>
        <translation>“version”必须是如“1.0.0”的文本</translation>
    </message>
    <message>
        <source>&quot;group_size&quot; must be a whole number</source>
        <translation>“group_size”必须是整数</translation>
    </message>
    <message>
        <source>several files of weights could belong to this description (%1); leave one of them in the folder</source>
        <translation>有多个权重文件可能属于此描述文件 (%1)；请在文件夹中只保留一个</translation>
    </message>
    <message>
        <source>the description does not name the tensor &quot;%1&quot; of %2; the two are of different models. Save the model again</source>
        <translation>描述文件中没有 %2 的张量“%1”；两者属于不同的模型。请重新保存模型</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is missing, which a layer labelled %2 needs; the files are incomplete, save the model again</source>
        <translation>缺少张量“%1”，标签为 %2 的层需要它；文件不完整，请重新保存模型</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is missing; the files are incomplete, or the float checkpoint or config.json is of another model</source>
        <translation>缺少张量“%1”；文件不完整，或浮点检查点或 config.json 属于另一个模型</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is missing; the files are incomplete, or config.json is of another model. Give the float checkpoint as well</source>
        <translation>缺少张量“%1”；文件不完整，或 config.json 属于另一个模型。请同时给出浮点检查点</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is missing: msModelSlim saves NF4 codes without their blocks&apos; scales, so nobody can read them. Quantize the model with Vernier, which saves both, or use another type</source>
        <translation>缺少张量“%1”：msModelSlim 保存 NF4 编码时不保存各块的缩放系数，因此无法读取。请用两者都保存的 Vernier 量化模型，或换用其他类型</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is %2; its label asks for %3. The label is wrong, or the float checkpoint is of another model</source>
        <translation>张量“%1”为 %2；其标签要求%3。标签有误，或浮点检查点属于另一个模型</translation>
    </message>
    <message>
        <source>floats [%1, groups], where groups divide the %2 inputs</source>
        <translation>浮点数 [%1, 组数]，组数应整除 %2 个输入</translation>
    </message>
    <message>
        <source>floats %1</source>
        <translation>浮点数 %1</translation>
    </message>
    <message>
        <source>floats</source>
        <translation>浮点数</translation>
    </message>
    <message>
        <source>as many floats as weight_scale has</source>
        <translation>与 weight_scale 个数相同的浮点数</translation>
    </message>
    <message>
        <source>one float for each block of weights</source>
        <translation>每个权重块一个浮点数</translation>
    </message>
    <message>
        <source>%1, or half as many rows or columns of packed codes</source>
        <translation>%1，或行数、列数减半的打包编码</translation>
    </message>
    <message>
        <source>%1 (for bfloat16 models F32)</source>
        <translation>%1（bfloat16 模型为 F32）</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is not finite at element %2; the file is damaged, save the model again</source>
        <translation>张量“%1”的第 %2 个元素不是有限值；文件已损坏，请重新保存模型</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is no bit pattern of a finite float at element %2; the file is damaged, save the model again</source>
        <translation>张量“%1”的第 %2 个元素不是有限浮点数的位模式；文件已损坏，请重新保存模型</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; must be above 0; the file is damaged, save the model again</source>
        <translation>张量“%1”必须大于 0；文件已损坏，请重新保存模型</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; must be a whole number from -128 to 127; the file is damaged, save the model again</source>
        <translation>张量“%1”必须是 -128 到 127 的整数；文件已损坏，请重新保存模型</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is not input_scale times weight_scale in row %2; the files contradict each other, save the model again</source>
        <translation>张量“%1”在第 %2 行不等于 input_scale 与 weight_scale 之积；文件互相矛盾，请重新保存模型</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is labelled %2, but its codes are beyond -8…7; the label is wrong, or the file is damaged</source>
        <translation>张量“%1”的标签为 %2，但其编码超出 -8…7；标签有误，或文件已损坏</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is not 0 in row %2, but weights beside 8-bit activations have no zero point; the label is wrong, or the file is damaged</source>
        <translation>张量“%1”在第 %2 行不为 0，但与 8 位激活配合的权重没有零点；标签有误，或文件已损坏</translation>
    </message>
    <message>
        <source>the layer is labelled W8A8SC: its weights are compressed for one accelerator in a format that is not public. Open the W8A8S model that was compressed</source>
        <translation>该层的标签为 W8A8SC：其权重以未公开的格式为某一加速器压缩。请打开压缩前的 W8A8S 模型</translation>
    </message>
    <message>
        <source>a linear layer labelled %1 cannot be computed with here; those that can are FLOAT, W8A16, W4A16, W8A8, W8A8_MIX, W8A8_DYNAMIC, W8A8S, W4A8_DYNAMIC and NF4</source>
        <translation>此处无法计算标签为 %1 的线性层；可计算的有 FLOAT、W8A16、W4A16、W8A8、W8A8_MIX、W8A8_DYNAMIC、W8A8S、W4A8_DYNAMIC 和 NF4</translation>
    </message>
    <message>
        <source>the layer %1 is stored in parts for tensor parallelism (simulate_tp), which are not read; save the model without simulate_tp</source>
        <translation>层 %1 为张量并行 (simulate_tp) 分块存储，无法读取；请不用 simulate_tp 保存模型</translation>
    </message>
    <message>
        <source>the tensors of the norm &quot;%1&quot; have %2 and %3 elements; the architecture asks for %4. The float checkpoint or config.json is of another model</source>
        <translation>归一化层“%1”的张量有 %2 和 %3 个元素；架构要求 %4 个。浮点检查点或 config.json 属于另一个模型</translation>
    </message>
    <message>
        <source>the tensors &quot;%1&quot; and kv_cache_offset must have one element for each of the layer&apos;s %2 outputs; save the model again</source>
        <translation>张量“%1”与 kv_cache_offset 必须为该层 %2 个输出各有一个元素；请重新保存模型</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is not in the quantized files and is taken from the float checkpoint</source>
        <translation>张量“%1”不在量化文件中，取自浮点检查点</translation>
    </message>
    <message>
        <source>%1 tensors are not in the quantized files and are taken from the float checkpoint, the first being %2</source>
        <translation>%1 个张量不在量化文件中，取自浮点检查点，第一个是 %2</translation>
    </message>
    <message>
        <source>the int8 KV cache (C8) takes no part in the evaluation, which keeps no cache</source>
        <translation>int8 KV 缓存 (C8) 不参与评估，因为评估不使用缓存</translation>
    </message>
    <message>
        <source>the attention quantization (FAQuant) is not computed</source>
        <translation>不计算注意力量化 (FAQuant)</translation>
    </message>
    <message>
        <source>the description says group_size %1, but %2 has groups of %3; the scales decide</source>
        <translation>描述文件中 group_size 为 %1，但 %2 每组为 %3 个；以缩放系数为准</translation>
    </message>
    <message>
        <source>no layer is %1, the model&apos;s type; its granularity is not known</source>
        <translation>没有任何层为模型类型 %1；其粒度未知</translation>
    </message>
    <message>
        <source>whether outliers were suppressed (anti_outlier) is not saved; it is left out</source>
        <translation>未保存是否做过离群值抑制 (anti_outlier)；留空</translation>
    </message>
    <message>
        <source>act_method and pr are not saved; act_method 1 and pr 1 are assumed</source>
        <translation>未保存 act_method 和 pr；假定 act_method 为 1，pr 为 1</translation>
    </message>
    <message>
        <source>w_method is not saved; MinMax is assumed, it could have been GPTQ</source>
        <translation>未保存 w_method；假定为 MinMax，也可能是 GPTQ</translation>
    </message>
    <message>
        <source>w_method is HQQ because scales are float16, which only that method saves</source>
        <translation>w_method 为 HQQ，因为只有该方法把缩放系数保存为 float16</translation>
    </message>
    <message>
        <source>how W8A8S chose its outliers is not saved; co_sparse with its default fraction is assumed, it could have been is_lowbit</source>
        <translation>未保存 W8A8S 如何选择离群值；假定为默认比例的 co_sparse，也可能是 is_lowbit</translation>
    </message>
    <message>
        <source>layers in float are named in disable_names; whether disable_level or mix_cfg chose them is not saved</source>
        <translation>保持浮点的层列在 disable_names 中；未保存它们是由 disable_level 还是 mix_cfg 选出的</translation>
    </message>
    <message>
        <source>msModelSlim would refuse this recipe: %1</source>
        <translation>msModelSlim 会拒绝此配方：%1</translation>
    </message>
    <message>
        <source>a quote begins here and does not end: mend the table</source>
        <translation>引号从此处开始但没有结束：请修正表格</translation>
    </message>
    <message>
        <source>a cell is not UTF-8: save the table as UTF-8</source>
        <translation>有单元格不是 UTF-8：请将表格保存为 UTF-8</translation>
    </message>
    <message>
        <source>every line must be a JSON object</source>
        <translation>每一行都必须是 JSON 对象</translation>
    </message>
    <message>
        <source>the table has %1 solved examples, and 5 are needed: take the set&apos;s own file</source>
        <translation>表格中有 %1 个带答案的示例，需要 5 个：请使用题集自带的文件</translation>
    </message>
    <message>
        <source>the row has %1 cells; expected are question, A, B, C, D and answer</source>
        <translation>该行有 %1 个单元格；应为 question、A、B、C、D 和 answer</translation>
    </message>
    <message>
        <source>the subjects must be the keys of an object or a list of names</source>
        <translation>科目必须是对象的键或名称列表</translation>
    </message>
    <message>
        <source>the subject &quot;%1&quot; is no part of a file&apos;s name</source>
        <translation>科目“%1”不能作为文件名的一部分</translation>
    </message>
    <message>
        <source>%1 is left out: its table has %2 columns; expected are id, question, A, B, C, D and answer</source>
        <translation>略去 %1：其表格有 %2 列；应为 id、question、A、B、C、D 和 answer</translation>
    </message>
    <message>
        <source>it holds no question: is this the set&apos;s own file?</source>
        <translation>其中没有题目：这是题集自带的文件吗？</translation>
    </message>
    <message>
        <source>it holds no question: is this the set&apos;s own folder?</source>
        <translation>其中没有题目：这是题集自带的文件夹吗？</translation>
    </message>
    <message>
        <source>a text with the result after ####</source>
        <translation>在 #### 之后给出结果的文本</translation>
    </message>
    <message>
        <source>given</source>
        <translation>给出的值</translation>
    </message>
    <message>
        <source>the tokenizer has no token for &quot;%1&quot;</source>
        <translation>分词器没有“%1”对应的 token</translation>
    </message>
    <message>
        <source>the tokenizer has no tokens that tell &quot;yes&quot; from &quot;no&quot;; BoolQ cannot be asked</source>
        <translation>分词器没有能区分“yes”和“no”的 token；无法提问 BoolQ</translation>
    </message>
    <message>
        <source>the checkpoint has no tokenizer that can be read, so no questions can be asked</source>
        <translation>检查点没有可读取的分词器，因此无法提问</translation>
    </message>
    <message>
        <source>the logits after a question are not finite; a weight or an activation overflowed</source>
        <translation>题目之后的 logits 不是有限值；有权重或激活溢出</translation>
    </message>
    <message>
        <source>these are token ids; a calibration set that is to grow must hold texts</source>
        <translation>这些是 token id；要扩充的校准集必须是文本</translation>
    </message>
    <message>
        <source>is one of the files that are read; choose another name for the output</source>
        <translation>是被读取的文件之一；请为输出换一个名称</translation>
    </message>
    <message>
        <source>exists and is no calibration set; remove it first, or choose another name</source>
        <translation>已存在且不是校准集；请先删除它，或换一个名称</translation>
    </message>
    <message>
        <source>the tokenizer puts other tokens around a text than the chat template (%1); add the questions without the template</source>
        <translation>分词器在文本前后添加的 token 与对话模板 (%1) 不同；请不用模板添加题目</translation>
    </message>
    <message>
        <source>a folder saved with simulate_tp cannot be opened here again: its layers are stored rank by rank</source>
        <translation>用 simulate_tp 保存的文件夹无法在此重新打开：各层按 rank 分开存储</translation>
    </message>
    <message>
        <source>this is no recipe; a recipe is a JSON object with &quot;version&quot;, &quot;quant_config&quot; and the like</source>
        <translation>这不是配方；配方是含有 &quot;version&quot;、&quot;quant_config&quot; 等键的 JSON 对象</translation>
    </message>
    <message>
        <source>outliers were suppressed (the norms have biases), by anti_outlier or do_smooth; neither is saved, and both are left out</source>
        <translation>已做过离群值抑制（归一化层有偏置），由 anti_outlier 或 do_smooth 完成；两者都未保存，因此都留空</translation>
    </message>
    <message>
        <source>do_smooth after anti_method m1 to m5 fails in msModelSlim as well; set do_smooth false, or anti_method m6</source>
        <translation>anti_method m1 到 m5 之后再用 do_smooth 在 msModelSlim 中同样会失败；请将 do_smooth 设为 false，或改用 anti_method m6</translation>
    </message>
    <message>
        <source>simulate_tp splits layers in W8A8 and in float; attention outputs and down projections of another type are computed whole</source>
        <translation>simulate_tp 切分 W8A8 层和浮点层；其他类型的注意力输出层和 down 投影层按整层计算</translation>
    </message>
    <message>
        <source>what the files do not show was assumed; open the quantized model to read what that is</source>
        <translation>文件未体现的内容为假定值；打开该量化模型可查看具体内容</translation>
    </message>
    <message>
        <source>%1: convert the checkpoint to safetensors, for example with save_pretrained(..., safe_serialization=True) of transformers</source>
        <translation>%1：请将检查点转换为 safetensors，例如用 transformers 的 save_pretrained(..., safe_serialization=True)</translation>
    </message>
    <message>
        <source>%1; open the checkpoint that it was converted from</source>
        <translation>%1；请打开转换前的检查点</translation>
    </message>
    <message>
        <source>this folder is no checkpoint: it has no config.json; choose a folder with config.json and *.safetensors or pytorch_model*.bin, or a .gguf file</source>
        <translation>此文件夹不是检查点：其中没有 config.json；请选择含 config.json 以及 *.safetensors 或 pytorch_model*.bin 的文件夹，或一个 .gguf 文件</translation>
    </message>
    <message>
        <source>the tensor &quot;%1&quot; is stored as %2 in another order than row by row, in which quantized models are not read; save the model again</source>
        <translation>张量“%1”以 %2 存储，且不是逐行排列，量化模型不这样读取；请重新保存模型</translation>
    </message>
    <message>
        <source>the pickle that describes the tensors contradicts itself</source>
        <translation>描述张量的 pickle 自相矛盾</translation>
    </message>
    <message>
        <source>the pickle that describes the tensors is cut off: the file is incomplete, download it again</source>
        <translation>描述张量的 pickle 被截断：文件不完整，请重新下载</translation>
    </message>
    <message>
        <source>the pickle that describes the tensors has more than %1 values</source>
        <translation>描述张量的 pickle 含有超过 %1 个值</translation>
    </message>
    <message>
        <source>the tensors are described by a pickle of protocol %1, only 2 and 3 are read</source>
        <translation>描述张量的 pickle 采用协议 %1，只读取 2 和 3</translation>
    </message>
    <message>
        <source>the pickle has the opcode %1, which a dictionary of tensors does not need</source>
        <translation>pickle 中有操作码 %1，张量字典并不需要它</translation>
    </message>
    <message>
        <source>the pickle asks for %1, which is neither a tensor nor a dictionary of them, and is not run</source>
        <translation>pickle 要调用 %1，它既不是张量也不是张量字典，不会被执行</translation>
    </message>
    <message>
        <source>the pickle fills a dictionary in a way that is not read</source>
        <translation>pickle 填充字典的方式无法读取</translation>
    </message>
    <message>
        <source>the pickle refers to a &quot;%1&quot;, not to the storage of a tensor</source>
        <translation>pickle 引用的是“%1”，而不是张量的存储</translation>
    </message>
    <message>
        <source>the tensors are views of storages, as very old releases of PyTorch saved them</source>
        <translation>张量是存储的视图，这是很旧的 PyTorch 版本的保存方式</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; has its numbers in the storage &quot;%2&quot;, which is not in the file</source>
        <translation>张量“%1”的数值在存储“%2”中，而文件中没有该存储</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; reaches beyond its storage of %2 elements</source>
        <translation>张量“%1”超出其 %2 个元素的存储</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; repeats its elements (a stride of 0), which is not read</source>
        <translation>张量“%1”重复其元素（步长为 0），无法读取</translation>
    </message>
    <message>
        <source>the file holds no dictionary of tensors</source>
        <translation>文件中没有张量字典</translation>
    </message>
    <message>
        <source>the dictionary in the file has no tensors: save the model&apos;s state_dict() by itself, or convert it to safetensors</source>
        <translation>文件中的字典没有张量：请单独保存模型的 state_dict()，或转换为 safetensors</translation>
    </message>
    <message>
        <source>the record &quot;%1&quot; of this zip file is compressed, which torch.save never does and is not read</source>
        <translation>此 zip 文件的记录“%1”是压缩的；torch.save 从不压缩，无法读取</translation>
    </message>
    <message>
        <source>this zip file has no data.pkl, so torch.save did not write it: choose the model&apos;s own file of weights</source>
        <translation>此 zip 文件没有 data.pkl，因此不是 torch.save 写出的：请选择模型自己的权重文件</translation>
    </message>
    <message>
        <source>the file was written on a big-endian machine, which is not read</source>
        <translation>文件是在大端机器上写出的，无法读取</translation>
    </message>
    <message>
        <source>the storage &quot;%1&quot; belongs to no tensor</source>
        <translation>存储“%1”不属于任何张量</translation>
    </message>
    <message>
        <source>the storage &quot;%1&quot; needs %2 bytes, but the file ends before: it is incomplete, download it again</source>
        <translation>存储“%1”需要 %2 字节，但文件在此之前结束：文件不完整，请重新下载</translation>
    </message>
    <message>
        <source>this is a PyTorch file of an unknown protocol</source>
        <translation>这是协议未知的 PyTorch 文件</translation>
    </message>
    <message>
        <source>this is no file of tensors that torch.save wrote: choose the model&apos;s own file of weights, or convert the checkpoint to safetensors</source>
        <translation>这不是 torch.save 写出的张量文件：请选择模型自己的权重文件，或将检查点转换为 safetensors</translation>
    </message>
    <message>
        <source>the directory at the end of this zip file contradicts the file</source>
        <translation>此 zip 文件末尾的目录与文件矛盾</translation>
    </message>
    <message>
        <source>this zip file has no directory at its end: it is incomplete, download it again</source>
        <translation>此 zip 文件末尾没有目录：文件不完整，请重新下载</translation>
    </message>
    <message>
        <source>this zip file is one of several parts, which are not read: join them</source>
        <translation>此 zip 文件是多个分卷之一，无法读取：请先合并</translation>
    </message>
    <message>
        <source>the record &quot;%1&quot; of this zip file does not lie where its directory says</source>
        <translation>此 zip 文件的记录“%1”不在目录所说的位置</translation>
    </message>
    <message>
        <source>the record &quot;%1&quot; of this zip file overlaps the next one</source>
        <translation>此 zip 文件的记录“%1”与下一个重叠</translation>
    </message>
    <message>
        <source>the record &quot;%1&quot; stands twice in this zip file</source>
        <translation>记录“%1”在此 zip 文件中出现两次</translation>
    </message>
    <message>
        <source>the folder holds several files of weights and no pytorch_model.bin: open one of them (%1)</source>
        <translation>文件夹中有多个权重文件而没有 pytorch_model.bin：请打开其中之一 (%1)</translation>
    </message>
    <message>
        <source>this is no GGUF file</source>
        <translation>这不是 GGUF 文件</translation>
    </message>
    <message>
        <source>this GGUF file was written for big-endian machines, which is not read: convert the model again</source>
        <translation>此 GGUF 文件是为大端机器写的，无法读取：请重新转换模型</translation>
    </message>
    <message>
        <source>this is GGUF version %1; only 2 and 3 are read: convert the model again</source>
        <translation>这是 GGUF 版本 %1；只读取 2 和 3：请重新转换模型</translation>
    </message>
    <message>
        <source>the header counts %1 entries of metadata and %2 tensors, more than the file has room for</source>
        <translation>文件头声称有 %1 项元数据和 %2 个张量，文件容纳不下</translation>
    </message>
    <message>
        <source>the name of a %1 would be %2 bytes long, beyond the end of the file</source>
        <translation>一个%1的名称长达 %2 字节，超出文件末尾</translation>
    </message>
    <message>
        <source>entry of the metadata</source>
        <translation>元数据项</translation>
    </message>
    <message>
        <source>the metadata &quot;%1&quot; is a list of lists, which is not read: write the file without it</source>
        <translation>元数据“%1”是列表的列表，无法读取：请在写文件时去掉它</translation>
    </message>
    <message>
        <source>the metadata &quot;%1&quot; has the unknown type %2</source>
        <translation>元数据“%1”的类型 %2 未知</translation>
    </message>
    <message>
        <source>the metadata &quot;%1&quot; reaches beyond the end of the file</source>
        <translation>元数据“%1”超出文件末尾</translation>
    </message>
    <message>
        <source>the metadata &quot;%1&quot; is no power of two up to %2</source>
        <translation>元数据“%1”不是不超过 %2 的 2 的幂</translation>
    </message>
    <message>
        <source>the description of tensor &quot;%1&quot; is cut off</source>
        <translation>张量“%1”的描述被截断</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; has rows of %2 elements, no multiple of its blocks of %3</source>
        <translation>张量“%1”的行有 %2 个元素，不是其 %3 元素块的整数倍</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; lies at %2 and has %3 bytes, but the file holds only %4 bytes of data</source>
        <translation>张量“%1”位于 %2，共 %3 字节，但文件只有 %4 字节数据</translation>
    </message>
    <message>
        <source>GGUF files of the architecture &quot;%1&quot; are not read, only of %2</source>
        <translation>不读取架构“%1”的 GGUF 文件，只读取 %2 的</translation>
    </message>
    <message>
        <source>this is one of several parts of a model, which are not read by themselves: join them with `llama-gguf-split --merge`</source>
        <translation>这是模型的多个分片之一，不能单独读取：请用 `llama-gguf-split --merge` 合并</translation>
    </message>
    <message>
        <source>GGUF files of models with experts are not read</source>
        <translation>不读取含专家的模型的 GGUF 文件</translation>
    </message>
    <message>
        <source>the metadata &quot;%1&quot; are missing, or no whole number: convert the model again</source>
        <translation>元数据“%1”缺失或不是整数：请重新转换模型</translation>
    </message>
    <message>
        <source>the file has %1 factors of rotary frequencies (%2), not one for each pair of channels</source>
        <translation>文件有 %1 个旋转频率因子 (%2)，与通道对数不符</translation>
    </message>
    <message>
        <source>the factors of rotary frequencies (%1) are not those of Llama 3</source>
        <translation>旋转频率因子 (%1) 不是 Llama 3 的</translation>
    </message>
    <message>
        <source>the folder holds several GGUF files; open one of them, such as %1</source>
        <translation>文件夹中有多个 GGUF 文件；请打开其中之一，例如 %1</translation>
    </message>
    <message>
        <source>there is no tokenizer.json and no tokenizer.model, qwen.tiktoken or vocab.json here: copy the tokenizer&apos;s files from the model into this folder, or use token ids instead of text</source>
        <translation>此处没有 tokenizer.json，也没有 tokenizer.model、qwen.tiktoken 或 vocab.json：请把模型的分词器文件复制到此文件夹，或用 token id 代替文本</translation>
    </message>
    <message>
        <source>tokenizer models of type %1 are not supported, only BPE, Unigram and WordLevel</source>
        <translation>不支持类型为 %1 的分词器模型，只支持 BPE、Unigram 和 WordLevel</translation>
    </message>
    <message>
        <source>a tokenizer model without type and merges is not supported, only BPE, Unigram and WordLevel</source>
        <translation>不支持没有 type 和 merges 的分词器模型，只支持 BPE、Unigram 和 WordLevel</translation>
    </message>
    <message>
        <source>a list of tokens and their logarithmic probabilities</source>
        <translation>由 token 及其对数概率组成的列表</translation>
    </message>
    <message>
        <source>the position of a token in vocab</source>
        <translation>vocab 中某个 token 的位置</translation>
    </message>
    <message>
        <source>line %1 is not a token in base64, a blank and a number</source>
        <translation>第 %1 行不是“base64 的 token、空格、数字”</translation>
    </message>
    <message>
        <source>line %1 has the rank %2 where %3 is due</source>
        <translation>第 %1 行的序号是 %2，应为 %3</translation>
    </message>
    <message>
        <source>the byte %1 is in no token</source>
        <translation>没有 token 包含字节 %1</translation>
    </message>
    <message>
        <source>these are %1 tiktoken ranks, neither Qwen&apos;s 151643 nor Llama 3&apos;s 128000: put the model&apos;s tokenizer.json beside them</source>
        <translation>这里有 %1 个 tiktoken 序号，既不是 Qwen 的 151643 也不是 Llama 3 的 128000：请把模型的 tokenizer.json 放在旁边</translation>
    </message>
    <message>
        <source>the GGUF file has no tokenizer: put tokenizer.json or tokenizer.model beside it, or use token ids instead of text</source>
        <translation>GGUF 文件中没有分词器：请把 tokenizer.json 或 tokenizer.model 放在旁边，或用 token id 代替文本</translation>
    </message>
    <message>
        <source>%1, which is not read: put tokenizer.json or tokenizer.model beside it</source>
        <translation>%1，无法读取：请把 tokenizer.json 或 tokenizer.model 放在旁边</translation>
    </message>
    <message>
        <source>the tokenizer in the GGUF file is of the kind &quot;%1&quot;</source>
        <translation>GGUF 文件中的分词器属于“%1”类</translation>
    </message>
    <message>
        <source>the tokenizer in the GGUF file cuts words as &quot;%1&quot;</source>
        <translation>GGUF 文件中的分词器按“%1”切分单词</translation>
    </message>
    <message>
        <source>the tokenizer in the GGUF file has no list of tokens: convert the model again</source>
        <translation>GGUF 文件中的分词器没有 token 列表：请重新转换模型</translation>
    </message>
    <message>
        <source>the tokenizer in the GGUF file has tokens that are no UTF-8: convert the model again</source>
        <translation>GGUF 文件中的分词器含有不是 UTF-8 的 token：请重新转换模型</translation>
    </message>
    <message>
        <source>the tokenizer in the GGUF file has not as many kinds as tokens: convert the model again</source>
        <translation>GGUF 文件中的分词器的类别数与 token 数不同：请重新转换模型</translation>
    </message>
    <message>
        <source>the tokenizer in the GGUF file has kinds of tokens that nobody knows: convert the model again</source>
        <translation>GGUF 文件中的分词器含有未知类别的 token：请重新转换模型</translation>
    </message>
    <message>
        <source>the tokenizer in the GGUF file has not as many scores as tokens: convert the model again</source>
        <translation>GGUF 文件中的分词器的分数个数与 token 数不同：请重新转换模型</translation>
    </message>
    <message>
        <source>the tokenizer in the GGUF file has no list of merges: convert the model again</source>
        <translation>GGUF 文件中的分词器没有合并列表：请重新转换模型</translation>
    </message>
    <message>
        <source>the tokenizer in the GGUF file has a token twice: convert the model again</source>
        <translation>GGUF 文件中的分词器有重复的 token：请重新转换模型</translation>
    </message>
    <message>
        <source>the GGUF file has no chat template (tokenizer.chat_template)</source>
        <translation>GGUF 文件中没有对话模板 (tokenizer.chat_template)</translation>
    </message>
    <message>
        <source>msModelSlim quantizes nn.Linear alone and leaves this family&apos;s Conv1D layers in float; engines that read its folders will not expect them otherwise</source>
        <translation>msModelSlim 只量化 nn.Linear，这一系列的 Conv1D 层保持浮点；读取其目录的引擎不会料到它们被量化</translation>
    </message>
    <message>
        <source>a sequence has %1 tokens, and the model knows only %2 positions; cut it, for calibration with the recipe&apos;s calibration.max_length</source>
        <translation>一个序列有 %1 个 token，而模型只有 %2 个位置；请截短它，校准数据可用配方的 calibration.max_length</translation>
    </message>
    <message>
        <source>no calibration token is sent to this expert, so its activations have no range; give more calibration data, or choose w8a8_dynamic for it (mix_cfg)</source>
        <translation>没有校准 token 被路由到这个专家，因此它的激活没有范围；请提供更多校准数据，或为它选择 w8a8_dynamic（mix_cfg）</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a list of integers</source>
        <translation>“%1”不是整数列表</translation>
    </message>
    <message>
        <source>&quot;%1&quot; leaves no channels for rotary embeddings</source>
        <translation>“%1”没有给旋转位置编码留下通道</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is &quot;%2&quot;; only silu, gelu, gelu_new and relu are supported</source>
        <translation>“%1”是“%2”；只支持 silu、gelu、gelu_new 和 relu</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is true, a variant of the family that is not supported</source>
        <translation>“%1”为 true，这是该系列中不受支持的变体</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is false, a variant of the family that is not supported</source>
        <translation>“%1”为 false，这是该系列中不受支持的变体</translation>
    </message>
    <message>
        <source>&quot;%1&quot; belongs to the first ChatGLM, which is not supported; ChatGLM2, ChatGLM3 and GLM-4 are</source>
        <translation>“%1”属于第一代 ChatGLM，不受支持；支持 ChatGLM2、ChatGLM3 和 GLM-4</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is &quot;%2&quot;; the family has gelu_pytorch_tanh</source>
        <translation>“%1”是“%2”；该系列使用 gelu_pytorch_tanh</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is odd; it counts the rows of w1 and w2 together</source>
        <translation>“%1”是奇数；它是 w1 与 w2 的行数之和</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; has a name that is no text</source>
        <translation>张量“%1”的名称不是文本</translation>
    </message>
    <message>
        <source>the model turns %1 of the %2 channels of a head (%3), which is not computed</source>
        <translation>该模型只旋转每个头 %2 个通道中的 %1 个（%3），这里不能计算</translation>
    </message>
    <message>
        <source>use_kvcache_quant finds no key and value layers here: DeepSeek&apos;s cache holds the latent, and no scales are saved</source>
        <translation>use_kvcache_quant 在此模型中找不到 K、V 层：DeepSeek 的缓存存放的是潜变量，不会保存缩放因子</translation>
    </message>
    <message>
        <source>for DeepSeek models without a mix_cfg msModelSlim takes {&quot;*.mlp.*&quot;: &quot;w8a8_dynamic&quot;, &quot;*&quot;: &quot;w8a8&quot;}, and so does this plan; a mix_cfg of your own replaces it</source>
        <translation>对于没有 mix_cfg 的 DeepSeek 模型，msModelSlim 采用 {&quot;*.mlp.*&quot;: &quot;w8a8_dynamic&quot;, &quot;*&quot;: &quot;w8a8&quot;}，此方案也是如此；自行设置 mix_cfg 即可取代</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is of type &quot;%2&quot;, which is not supported; supported: linear, llama3, yarn, longrope, dynamic</source>
        <translation>“%1”的类型是“%2”，不受支持；支持：linear、llama3、yarn、longrope、dynamic</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a list of positive numbers</source>
        <translation>“%1”不是正数列表</translation>
    </message>
    <message>
        <source>&quot;%1&quot; has %2 short and %3 long factors; the heads turn %4 pairs of channels</source>
        <translation>“%1”有 %2 个 short 因子和 %3 个 long 因子；而每个头旋转 %4 对通道</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is 1, with which all channels turn alike and YaRN has nothing to stretch</source>
        <translation>“%1”为 1，此时所有通道的旋转都相同，YaRN 无可缩放</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is &quot;%2&quot;, a way to choose experts that is not supported</source>
        <translation>“%1”为“%2”，不支持这种专家选择方式</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is &quot;%2&quot;; softmax and sigmoid are supported</source>
        <translation>“%1”为“%2”；支持 softmax 和 sigmoid</translation>
    </message>
    <message>
        <source>&quot;%1&quot; does not divide &quot;n_routed_experts&quot; into groups that can be chosen</source>
        <translation>“%1”不能把“n_routed_experts”分成可供选择的组</translation>
    </message>
    <message>
        <source>&quot;%1&quot; leaves fewer experts than &quot;num_experts_per_tok&quot;</source>
        <translation>“%1”留下的专家少于“num_experts_per_tok”</translation>
    </message>
    <message>
        <source>&quot;%1&quot; and &quot;num_hidden_layers&quot; make %2 experts, more than any model has</source>
        <translation>“%1”与“num_hidden_layers”合计 %2 个专家，超过任何实际模型</translation>
    </message>
    <message>
        <source>a replacement makes the text more than 16 times longer, which no tokenizer of a model does; take its original files</source>
        <translation>某个替换使文本变长 16 倍以上，正常的分词器不会如此；请使用模型的原始文件</translation>
    </message>
    <message>
        <source>the normalizer makes the text more than 16 times longer, which no tokenizer of a model does; take its original files</source>
        <translation>规范化步骤使文本变长 16 倍以上，正常的分词器不会如此；请使用模型的原始文件</translation>
    </message>
    <message>
        <source>the text has more than %1 combining marks on one letter; remove them</source>
        <translation>文本中一个字母上有超过 %1 个组合附加符号；请将其删除</translation>
    </message>
    <message>
        <source>the tokenizer in the GGUF file has a token that is longer than any text: convert the model again</source>
        <translation>GGUF 文件内的分词器含有异常长的 token：请重新转换模型</translation>
    </message>
    <message>
        <source>with this layer alone quantized the model&apos;s output is not finite; leave it in float. The other layers are measured</source>
        <translation>仅量化这一层时，模型输出出现非有限值；请让它保持浮点。其他层已测量完毕</translation>
    </message>
    <message>
        <source>msModelSlim does not support sparse and low-bit quantization (co_sparse, is_lowbit) of models with experts; take W8A8, W8A8_DYNAMIC or W8A16</source>
        <translation>msModelSlim 不支持对专家模型（MoE）做稀疏或低比特量化（co_sparse、is_lowbit）；请使用 W8A8、W8A8_DYNAMIC 或 W8A16</translation>
    </message>
    <message>
        <source>recipe.json beside the model fits all that the files show, and is taken whole</source>
        <translation>模型旁的 recipe.json 与文件所示完全相符，因此整份采用</translation>
    </message>
    <message>
        <source>recipe.json beside the model is left out: %1</source>
        <translation>未采用模型旁的 recipe.json：%1</translation>
    </message>
    <message>
        <source>it makes another model</source>
        <translation>它得到的是另一个模型</translation>
    </message>
    <message>
        <source>it is older than the weights; open it with File &gt; Open recipe if it belongs to them</source>
        <translation>它比权重文件旧；如果确属该模型，请用“文件 &gt; 打开配方”打开它</translation>
    </message>
    <message>
        <source>read a temporary file</source>
        <translation>读取临时文件</translation>
    </message>
    <message>
        <source>write a temporary file</source>
        <translation>写入临时文件</translation>
    </message>
    <message>
        <source>make a temporary file</source>
        <translation>创建临时文件</translation>
    </message>
</context>
<context>
    <name>vernier::DurationText</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
</context>
<context>
    <name>vernier::ErrorText</name>
    <message>
        <source>Something is missing</source>
        <translation>缺少所需内容</translation>
    </message>
    <message>
        <source>Reading or writing failed</source>
        <translation>读写失败</translation>
    </message>
    <message>
        <source>A file is damaged</source>
        <translation>文件已损坏</translation>
    </message>
    <message>
        <source>This is not supported</source>
        <translation>不受支持</translation>
    </message>
    <message>
        <source>The numbers are not usable</source>
        <translation>数值不可用</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>%1
Where: %2</source>
        <translation>%1
位置：%2</translation>
    </message>
    <message>
        <source>This cannot be done</source>
        <translation>无法执行此操作</translation>
    </message>
</context>
<context>
    <name>vernier::EvaluationsView</name>
    <message>
        <source>%1
%2
KL %3, %4</source>
        <translation>%1
%2
KL %3，%4</translation>
    </message>
    <message>
        <source>Delete from the history</source>
        <translation>从历史中删除</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n evaluation(s) from the history? This cannot be undone; the recipe in use stays as it is.</source>
        <translation>
            <numerusform>从历史中删除 %n 次评估？此操作无法撤销；当前配方不受影响。</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>No recipe has been evaluated yet. Press Evaluate in the status strip; every recipe that is evaluated is kept here with its numbers.</source>
        <translation>尚未评估任何配方。点击状态栏中的“评估”；评估过的每份配方及其数值都会保留在此处。</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>恢复(&amp;R)</translation>
    </message>
    <message>
        <source>Make this the present recipe again (Enter); it can be undone.</source>
        <translation>将其重新设为当前配方 (Enter)；可撤销。</translation>
    </message>
    <message>
        <source>Re&amp;name</source>
        <translation>重命名(&amp;N)</translation>
    </message>
    <message>
        <source>Give it a name of your own (F2).</source>
        <translation>为其自定义名称 (F2)。</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the selected rows, or all, as tab-separated text (Ctrl+C).</source>
        <translation>以制表符分隔文本的形式复制所选行或全部行 (Ctrl+C)。</translation>
    </message>
    <message>
        <source>&amp;Tree</source>
        <translation>树形(&amp;T)</translation>
    </message>
    <message>
        <source>On: each evaluation hangs on the one it was changed from. Off: a list that a click on a heading sorts.</source>
        <translation>开启：每次评估显示在其来源评估之下。关闭：显示为列表，点击列标题可排序。</translation>
    </message>
    <message>
        <source>Evaluated recipes</source>
        <translation>评估过的配方</translation>
    </message>
    <message>
        <source>Forget it; evaluations that were changed from it move up (Delete).</source>
        <translation>删除该评估；由它修改而来的评估上移一级（Delete）。</translation>
    </message>
</context>
<context>
    <name>vernier::ExportDialog</name>
    <message>
        <source>Export to %1</source>
        <translation>导出到 %1</translation>
    </message>
    <message>
        <source>Waiting for other jobs…</source>
        <translation>正在等待其他任务…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Written to %1.</source>
        <translation>已写入 %1。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Quantized &amp;weights, as msModelSlim saves them</source>
        <translation>量化权重，采用 msModelSlim 的保存格式(&amp;W)</translation>
    </message>
    <message>
        <source>&lt;qt&gt;Weights, description, configuration and tokenizer: what inference engines load.&lt;/qt&gt;</source>
        <translation>&lt;qt&gt;权重、描述文件、配置和分词器：推理引擎加载所需的文件。&lt;/qt&gt;</translation>
    </message>
    <message>
        <source>&amp;save_type</source>
        <translation>save_type(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;part_file_size</source>
        <translation>part_file_size(&amp;P)</translation>
    </message>
    <message>
        <source>one file</source>
        <translation>单个文件</translation>
    </message>
    <message>
        <source> GiB</source>
        <translation> GiB</translation>
    </message>
    <message>
        <source>Weights are cut into files of this size</source>
        <translation>权重按此大小切分为多个文件</translation>
    </message>
    <message>
        <source>&amp;quant.py, which repeats the recipe with msModelSlim&apos;s v0 API</source>
        <translation>quant.py：用 msModelSlim v0 API 复现此配方(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Name the layers that disable_level chose here</source>
        <translation>写明 disable_level 在此处选中的层(&amp;N)</translation>
    </message>
    <message>
        <source>&lt;qt&gt;Otherwise msModelSlim ranks the layers itself, which can give others on another device.&lt;/qt&gt;</source>
        <translation>&lt;qt&gt;否则由 msModelSlim 自行对层排序，在其他设备上可能选中不同的层。&lt;/qt&gt;</translation>
    </message>
    <message>
        <source>quant.&amp;yaml for msModelSlim v1: close to this result, not equal</source>
        <translation>quant.yaml：用于 msModelSlim v1，结果接近，但不完全相同(&amp;Y)</translation>
    </message>
    <message>
        <source>&amp;recipe.json, which vernier-cli reads</source>
        <translation>recipe.json：供 vernier-cli 读取(&amp;R)</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Folder to export to</source>
        <translation>导出文件夹</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>命令行</translation>
    </message>
    <message>
        <source>The same on the command line:</source>
        <translation>等效的命令行：</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Open folder</source>
        <translation>打开文件夹(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>导出(&amp;E)</translation>
    </message>
    <message>
        <source>Replace files</source>
        <translation>替换文件</translation>
    </message>
    <message>
        <source>Replace files in %1?</source>
        <translation>要替换 %1 中的文件吗？</translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation>替换(&amp;R)</translation>
    </message>
    <message>
        <source>Written to %1. The weights take %2. As with msModelSlim, only the owner may read the files: weights have mode 0400, description and configuration 0600.</source>
        <translation>已写入 %1。权重为 %2。与 msModelSlim 一样，只有所有者可以读取这些文件：权重的权限为 0400，描述和配置文件为 0600。</translation>
    </message>
    <message>
        <source>&lt;qt&gt;safe_tensor keeps 4-bit codes one to a byte; ascendV1 packs them and states its version. numpy writes .npy files of scales, offsets and codes instead, which inference engines do not load.&lt;/qt&gt;</source>
        <translation>&lt;qt&gt;safe_tensor 每字节存一个 4 位量化值；ascendV1 将其打包并写明版本。numpy 改为写出缩放系数、零点和量化值的 .npy 文件，推理引擎不加载这种文件。&lt;/qt&gt;</translation>
    </message>
</context>
<context>
    <name>vernier::ExportNotes</name>
    <message>
        <source>The model is still being opened.</source>
        <translation>模型仍在打开中。</translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation>请先打开模型。</translation>
    </message>
    <message numerus="yes">
        <source>Serving engines that fuse q/k/v or gate/up refuse groups of different types. %n group(s) are split:</source>
        <translation>
            <numerusform>推理引擎会融合 q/k/v 或 gate/up，并拒绝组内类型不一致的模型。有 %n 组被拆分：</numerusform>
        </translation>
    </message>
    <message>
        <source>This goes to %1.</source>
        <translation>将写入 %1。</translation>
    </message>
    <message>
        <source>The weights take about %1 on disk; those of the checkpoint take %2.</source>
        <translation>权重约占磁盘 %1；检查点的权重为 %2。</translation>
    </message>
    <message>
        <source>The folder exists; the files in it stay.</source>
        <translation>文件夹已存在；其中的文件会保留。</translation>
    </message>
    <message>
        <source>This recipe was not evaluated here: what it costs in accuracy is not known.</source>
        <translation>该配方尚未在此评估：不清楚它会损失多少精度。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Folder: %1</source>
        <translation>文件夹：%1</translation>
    </message>
    <message>
        <source>Recipe: %1</source>
        <translation>配方：%1</translation>
    </message>
</context>
<context>
    <name>vernier::ExportText</name>
    <message>
        <source>That is more than the checkpoint takes.</source>
        <translation>这比检查点还大。</translation>
    </message>
    <message>
        <source>What stays in float is saved as F32, which adds %1; load_dtype checkpoint keeps %2.</source>
        <translation>保持浮点的部分以 F32 保存，增加了 %1；将 load_dtype 设为 checkpoint 可保留 %2。</translation>
    </message>
    <message>
        <source>What stays in float is saved as F32, which adds %1; load_dtype checkpoint would keep the checkpoint&apos;s type, but is not possible with this recipe.</source>
        <translation>保持浮点的部分以 F32 保存，增加了 %1；将 load_dtype 设为 checkpoint 可保留检查点的类型，但此配方不支持。</translation>
    </message>
    <message>
        <source>4-bit codes are saved one to a byte, which adds %1; save_type ascendV1 packs them.</source>
        <translation>4 位量化值每个占一个字节，增加了 %1；save_type ascendV1 会将其打包。</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另外 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) in the folder will be replaced: %1. Others stay.</source>
        <translation>
            <numerusform>文件夹中的 %n 个文件将被替换：%1。其他文件保留。</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the names of files</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>What stays in float is saved as F32 (load_dtype float32), which adds %1.</source>
        <translation>保持浮点的部分保存为 F32 (load_dtype float32)，因此增加 %1。</translation>
    </message>
    <message>
        <source>The files of weights, as an export writes them: codes, scales and offsets, and what stays in float in the type it is saved in (F32 unless load_dtype says otherwise). 4-bit codes count half a byte, as ascendV1 saves them; safe_tensor gives each a whole one.</source>
        <translation>导出时写出的权重文件：编码、缩放系数和偏移，以及保留为浮点的部分（按保存的类型计，load_dtype 未另行指定时为 F32）。4 位编码按半个字节计，与 ascendV1 的保存方式一致；safe_tensor 为每个编码占用一个字节。</translation>
    </message>
</context>
<context>
    <name>vernier::FallbackForm</name>
    <message>
        <source>lm_head stays float</source>
        <translation>lm_head 保持浮点</translation>
    </message>
    <message>
        <source>lm_head is quantized</source>
        <translation>lm_head 被量化</translation>
    </message>
</context>
<context>
    <name>vernier::GuideStepRow</name>
    <message>
        <source>%1. %2</source>
        <comment>number and title of a step</comment>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>Texts…</source>
        <translation>文本…</translation>
    </message>
    <message>
        <source>Choose the calibration data and the evaluation text</source>
        <translation>选择校准数据和评估文本</translation>
    </message>
    <message>
        <source>Bad cases…</source>
        <translation>答错的题目…</translation>
    </message>
    <message>
        <source>Ask questions of a public set, and calibrate on those that the recipe lost</source>
        <translation>用公开题集提问，并用配方由对变错的题目校准</translation>
    </message>
</context>
<context>
    <name>vernier::GuideText</name>
    <message>
        <source>Check the float model</source>
        <translation>检查浮点模型</translation>
    </message>
    <message>
        <source>The most sensitive layers in float</source>
        <translation>最敏感的层回退为浮点</translation>
    </message>
    <message>
        <source>Sensitive layers to W8A8_DYNAMIC</source>
        <translation>敏感层改用 W8A8_DYNAMIC</translation>
    </message>
    <message>
        <source>Sensitive layers to W8A16</source>
        <translation>敏感层改用 W8A16</translation>
    </message>
    <message>
        <source>Outlier suppression</source>
        <translation>离群值抑制</translation>
    </message>
    <message>
        <source>Activation method</source>
        <translation>激活量化方法</translation>
    </message>
    <message>
        <source>Weight method</source>
        <translation>权重量化方法</translation>
    </message>
    <message>
        <source>Weights per channel</source>
        <translation>权重改为 per-channel</translation>
    </message>
    <message>
        <source>Activations per token</source>
        <translation>激活改为 per-token</translation>
    </message>
    <message>
        <source>Sparse: protect more weights</source>
        <translation>稀疏：保护更多权重</translation>
    </message>
    <message>
        <source>Sparse: sigma rule</source>
        <translation>稀疏：sigma 规则</translation>
    </message>
    <message>
        <source>Sparse: smooth search</source>
        <translation>稀疏：平滑搜索</translation>
    </message>
    <message>
        <source>Calibration data</source>
        <translation>校准数据</translation>
    </message>
    <message>
        <source>Automatic fallback</source>
        <translation>自动回退</translation>
    </message>
    <message>
        <source>Expand to fused siblings</source>
        <translation>扩展到同组融合层</translation>
    </message>
    <message>
        <source>Without KV cache quantization</source>
        <translation>关闭 KV 缓存量化</translation>
    </message>
    <message>
        <source>If the float model already answers badly, no recipe can repair it: look at its perplexity on a text that it should know.</source>
        <translation>如果浮点模型本身回答就有问题，任何配方都无法补救：请先看它在应当熟悉的文本上的困惑度。</translation>
    </message>
    <message>
        <source>A few layers often cause most of the loss; in float they cost memory and speed.</source>
        <translation>精度损失往往主要来自少数几层；回退为浮点会增加内存占用、降低速度。</translation>
    </message>
    <message>
        <source>Ranges for each token keep more than fixed ones, and cost less than float.</source>
        <translation>逐 token 的量化范围比固定范围精度更高，代价又比浮点小。</translation>
    </message>
    <message>
        <source>Activations stay in float, where the outliers are, and the weights still take half the memory.</source>
        <translation>离群值所在的激活保持浮点，权重仍然只占一半内存。</translation>
    </message>
    <message>
        <source>Moves outliers from activations into weights, which bear them better. Costs nothing at run time.</source>
        <translation>把激活中的离群值转移到更能承受的权重上，推理时没有额外开销。</translation>
    </message>
    <message>
        <source>1 takes the extremes, 2 clips by histogram, 3 chooses for each layer: a few extremes no longer set the range.</source>
        <translation>1 取最值，2 按直方图截断，3 逐层选择：不再由个别极值决定量化范围。</translation>
    </message>
    <message>
        <source>HQQ and GPTQ round weights so that the error of the layer becomes small, not that of each weight.</source>
        <translation>HQQ 和 GPTQ 在舍入权重时力求整层误差小，而不是单个权重误差小。</translation>
    </message>
    <message>
        <source>One large row no longer sets the scale of all others.</source>
        <translation>不再由数值很大的一行决定所有行的缩放系数。</translation>
    </message>
    <message>
        <source>Often the largest gain, because no token is outside its range; it costs some speed.</source>
        <translation>往往收益最大，因为不会再有 token 超出量化范围；会损失一些速度。</translation>
    </message>
    <message>
        <source>A larger share of outlier weights keeps its own grid, at most 0.1.</source>
        <translation>让更多离群权重使用单独的量化网格，比例最大 0.1。</translation>
    </message>
    <message>
        <source>Outliers are found row by row; a lower threshold protects more of them.</source>
        <translation>逐行识别离群值；阈值越低，保护得越多。</translation>
    </message>
    <message>
        <source>Searches scales that make the weights easier to quantize.</source>
        <translation>搜索使权重更易量化的缩放系数。</translation>
    </message>
    <message>
        <source>20 to 50 samples in the language and field of the task. Add the inputs that went wrong.</source>
        <translation>20 到 50 条样本，语言和领域与任务一致，并加入出错的输入（bad case）。</translation>
    </message>
    <message>
        <source>Leaves the layers with the widest inputs in float. A late resort: it costs memory and speed.</source>
        <translation>让输入范围最宽的层保持浮点。会增加内存占用、降低速度，宜放在后面尝试。</translation>
    </message>
    <message>
        <source>Engines fuse q, k, v and gate, up, and refuse groups of which only a part is in float.</source>
        <translation>推理引擎会融合 q、k、v 以及 gate、up，不接受只有一部分为浮点的组。</translation>
    </message>
    <message>
        <source>Shows whether the int8 cache is what costs the accuracy.</source>
        <translation>用来判断精度损失是否来自 int8 缓存。</translation>
    </message>
    <message>
        <source>This recipe leaves the whole model in float.</source>
        <translation>此配方让整个模型保持浮点。</translation>
    </message>
    <message>
        <source>For weights without groups; those in groups have finer scales already.</source>
        <translation>适用于不分组的权重；分组权重的缩放系数本来就更细。</translation>
    </message>
    <message>
        <source>For W8A8 with fixed ranges.</source>
        <translation>适用于固定范围的 W8A8。</translation>
    </message>
    <message>
        <source>For W8A8 and W8A8_DYNAMIC.</source>
        <translation>适用于 W8A8 和 W8A8_DYNAMIC。</translation>
    </message>
    <message>
        <source>For activations with fixed ranges: W8A8 and sparse.</source>
        <translation>适用于激活范围固定的配方：W8A8 和稀疏。</translation>
    </message>
    <message>
        <source>For W8A16 and W4A16.</source>
        <translation>适用于 W8A16 和 W4A16。</translation>
    </message>
    <message>
        <source>For W8A8.</source>
        <translation>适用于 W8A8。</translation>
    </message>
    <message>
        <source>For sparse recipes without the sigma rule.</source>
        <translation>适用于不使用 sigma 规则的稀疏配方。</translation>
    </message>
    <message>
        <source>For sparse recipes of the low-bit family.</source>
        <translation>适用于低比特系列的稀疏配方。</translation>
    </message>
    <message>
        <source>This recipe needs no calibration data.</source>
        <translation>此配方不需要校准数据。</translation>
    </message>
    <message>
        <source>For quantized recipes with calibration data.</source>
        <translation>适用于有校准数据的量化配方。</translation>
    </message>
    <message>
        <source>For recipes with automatic fallback (disable_level).</source>
        <translation>适用于启用自动回退（disable_level）的配方。</translation>
    </message>
    <message>
        <source>This recipe does not quantize the cache.</source>
        <translation>此配方不量化缓存。</translation>
    </message>
    <message>
        <source>To read what it writes, use “vernier-cli generate”.</source>
        <translation>要查看它生成的文字，请使用“vernier-cli generate”。</translation>
    </message>
    <message>
        <source>Published example: ChatGLM2-6B in W8A8 scores 0.794 on BoolQ in float and 0.519 quantized; with all dense_4h_to_h, its down_proj, in float it scores 0.793.</source>
        <translation>公开案例：ChatGLM2-6B W8A8，BoolQ 浮点 0.794，量化后 0.519；把所有 dense_4h_to_h（即 down_proj）回退为浮点后为 0.793。</translation>
    </message>
    <message>
        <source>Published example: Qwen3-32B in W8A8 scores 66.67 on AIME25 with a range per tensor, 80.00 per token.</source>
        <translation>公开案例：Qwen3-32B W8A8，AIME25 在 per-tensor 下为 66.67，per-token 下为 80.00。</translation>
    </message>
    <message>
        <source>Published example: Qwen3-32B in W8A8 scores 46.97 on GPQA, and 55.56 with bad cases among the calibration data.</source>
        <translation>公开案例：Qwen3-32B W8A8，GPQA 为 46.97；校准数据中加入 bad case 后为 55.56。</translation>
    </message>
    <message numerus="yes">
        <source>Leave %n layer(s) in float</source>
        <translation>
            <numerusform>将 %n 层回退为浮点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set %n layer(s) to W8A8_DYNAMIC</source>
        <translation>
            <numerusform>将 %n 层设为 W8A8_DYNAMIC</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set %n layer(s) to W8A16</source>
        <translation>
            <numerusform>将 %n 层设为 W8A16</numerusform>
        </translation>
    </message>
    <message>
        <source>Set anti_method %1</source>
        <translation>将 anti_method 设为 %1</translation>
    </message>
    <message>
        <source>Set act_method %1</source>
        <translation>将 act_method 设为 %1</translation>
    </message>
    <message>
        <source>Set w_method %1</source>
        <translation>将 w_method 设为 %1</translation>
    </message>
    <message>
        <source>Set mm_tensor %1</source>
        <translation>将 mm_tensor 设为 %1</translation>
    </message>
    <message>
        <source>Set is_dynamic %1</source>
        <translation>将 is_dynamic 设为 %1</translation>
    </message>
    <message>
        <source>Set fraction %1</source>
        <translation>将 fraction 设为 %1</translation>
    </message>
    <message>
        <source>Set sigma_factor %1</source>
        <translation>将 sigma_factor 设为 %1</translation>
    </message>
    <message>
        <source>Set do_smooth %1</source>
        <translation>将 do_smooth 设为 %1</translation>
    </message>
    <message numerus="yes">
        <source>Use %n sample(s)</source>
        <translation>
            <numerusform>使用 %n 条样本</numerusform>
        </translation>
    </message>
    <message>
        <source>Set disable_level %1</source>
        <translation>将 disable_level 设为 %1</translation>
    </message>
    <message>
        <source>Expand to siblings</source>
        <translation>扩展到同组层</translation>
    </message>
    <message>
        <source>Leave the cache in float</source>
        <translation>缓存保持浮点</translation>
    </message>
    <message>
        <source>not done</source>
        <translation>未做</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>tried, not in the recipe</source>
        <translation>已试过，未在配方中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>does not apply</source>
        <translation>不适用</translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s)</source>
        <translation>
            <numerusform>%n 条样本</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>state of a step, and the value the recipe has</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>All %1 in float</source>
        <comment>%1: kind of layers</comment>
        <translation>所有 %1 回退为浮点</translation>
    </message>
    <message>
        <source>Most published recipes leave them in float: in most families their inputs have the largest outliers. lm_head is in float by itself.</source>
        <translation>多数公开配方都让它们保持浮点：在大多数模型中，它们的输入离群值最大。lm_head 会自动保持浮点。</translation>
    </message>
</context>
<context>
    <name>vernier::GuideView</name>
    <message>
        <source>S&amp;ymptom:</source>
        <translation>现象(&amp;Y)：</translation>
    </message>
    <message>
        <source>The answers are gibberish</source>
        <translation>回答是乱码</translation>
    </message>
    <message>
        <source>Accuracy is partly lower</source>
        <translation>精度部分下降</translation>
    </message>
    <message>
        <source>What is wrong with the quantized model</source>
        <translation>量化模型出了什么问题</translation>
    </message>
    <message>
        <source>&amp;Worst layers:</source>
        <translation>最差层数(&amp;W)：</translation>
    </message>
    <message>
        <source>How many layers a step by sensitivity takes at a time</source>
        <translation>按敏感度的步骤每次处理多少层</translation>
    </message>
    <message>
        <source>Number of layers that a step by sensitivity takes</source>
        <translation>按敏感度的步骤处理的层数</translation>
    </message>
    <message>
        <source>with fused si&amp;blings</source>
        <translation>连同同组融合层(&amp;B)</translation>
    </message>
    <message>
        <source>Take q, k and v, or gate and up, together: engines fuse them, and refuse groups of several types</source>
        <translation>q、k、v 或 gate、up 一并处理：推理引擎会融合它们，不接受类型不一致的组</translation>
    </message>
    <message>
        <source>E&amp;valuate</source>
        <translation>评估(&amp;V)</translation>
    </message>
    <message>
        <source>Quantize and compare with the float model on the evaluation text</source>
        <translation>量化后在评估文本上与浮点模型比较</translation>
    </message>
    <message>
        <source>Steps of the guide</source>
        <translation>指南的步骤</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开模型。</translation>
    </message>
    <message>
        <source>There is no evaluation text to measure steps on: choose one under File &gt; Texts.</source>
        <translation>没有可用来衡量各步骤的评估文本：请在“文件 &gt; 校准数据和评估文本”中选择。</translation>
    </message>
    <message>
        <source>The present recipe is being evaluated.</source>
        <translation>正在评估当前配方。</translation>
    </message>
    <message>
        <source>The present recipe has not been evaluated yet.</source>
        <translation>当前配方尚未评估。</translation>
    </message>
    <message>
        <source>Present recipe: KL %1 nats</source>
        <translation>当前配方：KL %1 nat</translation>
    </message>
    <message>
        <source>Present recipe: evaluated</source>
        <translation>当前配方：已评估</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Measure sensitivity</source>
        <translation>测量敏感度</translation>
    </message>
    <message>
        <source>Its perplexity on the evaluation text is %1.</source>
        <translation>它在评估文本上的困惑度为 %1。</translation>
    </message>
    <message>
        <source>Ranked by %1.</source>
        <translation>按%1排序。</translation>
    </message>
    <message>
        <source>Measured, %1 → %2 (%3):</source>
        <translation>实测，%1 → %2（%3）：</translation>
    </message>
    <message>
        <source>on different texts, so they cannot be compared.</source>
        <translation>所用文本不同，无法比较。</translation>
    </message>
    <message>
        <source>not distinguishable on this set</source>
        <translation>在此评估文本上无法区分</translation>
    </message>
    <message>
        <source>better</source>
        <translation>更好</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>更差</translation>
    </message>
    <message>
        <source>%1 %2 nats (95 %: %3 … %4), %5</source>
        <translation>%1 %2 nat（95 %：%3 … %4），%5</translation>
    </message>
    <message>
        <source>KL</source>
        <translation>KL</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>%1 %2 nats, its error is not known</source>
        <translation>%1 %2 nats，误差未知</translation>
    </message>
</context>
<context>
    <name>vernier::HeatLegend</name>
    <message>
        <source>Legend of the precision map</source>
        <translation>精度图图例</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>set by hand</source>
        <translation>手动设置</translation>
    </message>
    <message>
        <source>set by pattern or level</source>
        <translation>由通配规则或 disable_level 设置</translation>
    </message>
    <message>
        <source>%1, logarithmic</source>
        <translation>%1，对数</translation>
    </message>
    <message>
        <source>worse →</source>
        <translation>更差 →</translation>
    </message>
    <message>
        <source>%1, of an earlier recipe</source>
        <translation>%1，属于较早的配方</translation>
    </message>
</context>
<context>
    <name>vernier::HistogramPage</name>
    <message>
        <source>range</source>
        <translation>值域</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步长</translation>
    </message>
    <message>
        <source>saturated</source>
        <translation>饱和比例</translation>
    </message>
    <message>
        <source>SQNR, dB</source>
        <translation>SQNR (dB)</translation>
    </message>
    <message>
        <source>Clip range</source>
        <translation>截断范围</translation>
    </message>
    <message>
        <source>act_method %1 and 3</source>
        <translation>act_method %1 和 3</translation>
    </message>
    <message>
        <source>act_method %1</source>
        <translation>act_method %1</translation>
    </message>
    <message>
        <source>Nothing cut off</source>
        <translation>不截断</translation>
    </message>
    <message>
        <source>&amp;Chosen sample only</source>
        <translation>仅所选样本(&amp;C)</translation>
    </message>
    <message>
        <source>Values of the chosen sample instead of all calibration samples</source>
        <translation>只统计所选样本的值，而非全部校准样本</translation>
    </message>
    <message>
        <source>Clip &amp;range:</source>
        <translation>截断范围(&amp;R)：</translation>
    </message>
    <message>
        <source>Lower end of the clip range</source>
        <translation>截断范围下限</translation>
    </message>
    <message>
        <source>Upper end of the clip range</source>
        <translation>截断范围上限</translation>
    </message>
    <message>
        <source>Values beyond are saturated. Drag the lines in the plot, or type; this is only tried out and changes no recipe.</source>
        <translation>超出范围的值会饱和。可拖动图中的线或直接输入；此处仅为试算，不更改配方。</translation>
    </message>
    <message>
        <source>R&amp;eset</source>
        <translation>重置(&amp;E)</translation>
    </message>
    <message>
        <source>Back to the range of the recipe&apos;s act_method (double click in the plot)</source>
        <translation>恢复为配方中 act_method 的值域（也可在图中双击）</translation>
    </message>
    <message>
        <source>MSE</source>
        <translation>MSE</translation>
    </message>
    <message>
        <source>Estimated from the histogram of the float model&apos;s activations: eight bins to an octave, values in a bin evenly spread. Outliers make the signal strong: the SQNR can look good while the channels without them keep few levels; what that does to the layer&apos;s output is its local SQNR.</source>
        <translation>根据浮点模型激活的直方图估计：数值每翻一倍划分 8 个区间，区间内的值视为均匀分布。离群值会使信号变强：没有离群值的通道可能只剩很少的量化级，而 SQNR 看起来仍然不错；这对该层输出的影响由局部 SQNR 反映。</translation>
    </message>
</context>
<context>
    <name>vernier::HistoryModel</name>
    <message>
        <source>the default recipe</source>
        <translation>默认配方</translation>
    </message>
    <message>
        <source>against the default: %1</source>
        <translation>相对默认配方：%1</translation>
    </message>
    <message>
        <source>This is the present recipe.</source>
        <translation>这是当前配方。</translation>
    </message>
    <message>
        <source>Your own name for it; F2 changes it.</source>
        <translation>自定义名称；按 F2 修改。</translation>
    </message>
    <message>
        <source>What was changed from the evaluation it hangs on.</source>
        <translation>相对其来源评估的更改。</translation>
    </message>
    <message>
        <source>Perplexity of the quantized model, with its standard error.</source>
        <translation>量化模型的困惑度，附标准误差。</translation>
    </message>
    <message>
        <source>Perplexity, quantized minus float.</source>
        <translation>困惑度的差值（量化减浮点）。</translation>
    </message>
    <message>
        <source>Mean KL divergence, float to quantized, in nats, with its standard error.</source>
        <translation>从浮点到量化的 KL 散度均值（单位 nat），附标准误差。</translation>
    </message>
    <message>
        <source>Share of tokens for which both models hold the same next token most likely.</source>
        <translation>两个模型预测的最可能的下一 token 相同的比例。</translation>
    </message>
    <message>
        <source>Size in bits over the number of parameters.</source>
        <translation>总比特数除以参数个数。</translation>
    </message>
    <message>
        <source>How long quantizing and evaluating took.</source>
        <translation>量化和评估的用时。</translation>
    </message>
    <message>
        <source>When it was evaluated.</source>
        <translation>评估的时间。</translation>
    </message>
    <message>
        <source>KL	KL standard error</source>
        <translation>KL	KL 标准误差</translation>
    </message>
    <message>
        <source>Size, bytes</source>
        <translation>大小（字节）</translation>
    </message>
    <message>
        <source>Duration, s</source>
        <translation>用时 (s)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Δ perplexity</source>
        <translation>Δ 困惑度</translation>
    </message>
    <message>
        <source>KL</source>
        <translation>KL</translation>
    </message>
    <message>
        <source>Same top-1</source>
        <translation>top-1 一致率</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Bits/weight</source>
        <translation>每权重比特数</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>saved model: %1</source>
        <translation>已保存的模型：%1</translation>
    </message>
    <message>
        <source>other calibration data</source>
        <translation>校准数据不同</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <comment>two changes</comment>
        <translation>%1；%2</translation>
    </message>
    <message>
        <source>Evaluated on another text or model: not to be compared with the others.</source>
        <translation>在其他文本或模型上评估：不能与其余结果比较。</translation>
    </message>
</context>
<context>
    <name>vernier::HistoryPlot</name>
    <message>
        <source>Name	Size, bytes	KL	KL standard error	Pareto front</source>
        <translation>名称	大小（字节）	KL	KL 标准误差	Pareto 前沿</translation>
    </message>
    <message>
        <source>Size against KL divergence of the evaluated recipes</source>
        <translation>评估过的配方的大小与 KL 散度</translation>
    </message>
    <message>
        <source>KL, nats</source>
        <translation>KL (nat)</translation>
    </message>
    <message>
        <source>Size, %1</source>
        <translation>大小 (%1)</translation>
    </message>
    <message>
        <source>Evaluated recipes appear here, size against KL divergence.</source>
        <translation>评估过的配方显示在此处：大小与 KL 散度。</translation>
    </message>
    <message>
        <source>Size against KL divergence of every evaluated recipe; bars are standard errors. Filled points are on the Pareto front: no other is both smaller and better. The orange one is the present recipe.</source>
        <translation>每份评估过的配方的大小与 KL 散度；误差线为标准误差。实心点位于 Pareto 前沿：没有其他配方既更小又更好。橙色点为当前配方。</translation>
    </message>
    <message>
        <source>Size: %1</source>
        <translation>大小：%1</translation>
    </message>
</context>
<context>
    <name>vernier::ImprovementsForm</name>
    <message>
        <source>as msModelSlim</source>
        <translation>与 msModelSlim 一致</translation>
    </message>
    <message>
        <source>GPTQ as published</source>
        <translation>按论文的 GPTQ</translation>
    </message>
    <message>
        <source>largest inputs first</source>
        <translation>输入最大者优先</translation>
    </message>
    <message>
        <source>HQQ as published</source>
        <translation>按论文的 HQQ</translation>
    </message>
    <message>
        <source>whole groups fall back</source>
        <translation>整组回退</translation>
    </message>
</context>
<context>
    <name>vernier::JobModel</name>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
</context>
<context>
    <name>vernier::JobStep</name>
    <message>
        <source>forward pass</source>
        <translation>前向计算</translation>
    </message>
    <message>
        <source>generation</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>outlier suppression</source>
        <translation>离群值抑制</translation>
    </message>
    <message>
        <source>output head</source>
        <translation>输出头</translation>
    </message>
    <message>
        <source>quantizing weights</source>
        <translation>量化权重</translation>
    </message>
    <message>
        <source>writing weights</source>
        <translation>写入权重</translation>
    </message>
    <message>
        <source>end-to-end sensitivity</source>
        <translation>端到端敏感度</translation>
    </message>
</context>
<context>
    <name>vernier::JobsView</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel: %1</source>
        <translation>取消：%1</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Clear &amp;ended</source>
        <translation>清除已结束的任务(&amp;E)</translation>
    </message>
    <message>
        <source>Remove the jobs that have ended from the list.</source>
        <translation>从列表中移除已结束的任务。</translation>
    </message>
    <message>
        <source>&amp;Clear</source>
        <translation>清空(&amp;C)</translation>
    </message>
    <message>
        <source>Remove all messages.</source>
        <translation>移除所有消息。</translation>
    </message>
    <message>
        <source>Nothing runs. Loading, measuring, evaluating and exporting appear here with their progress.</source>
        <translation>没有任务。加载、测量、评估和导出的进度显示在此处。</translation>
    </message>
    <message>
        <source>No messages. Failures, problems with the model or its texts, and notes about the recipe appear here.</source>
        <translation>没有消息。失败、模型或文本的问题以及关于配方的提示显示在此处。</translation>
    </message>
    <message>
        <source>Cancel the job</source>
        <translation>取消任务</translation>
    </message>
    <message>
        <source>Copy (TSV)</source>
        <translation>复制 (TSV)</translation>
    </message>
</context>
<context>
    <name>vernier::KvCacheForm</name>
    <message>
        <source>int8 keys and values</source>
        <translation>键和值为 int8</translation>
    </message>
    <message>
        <source>cache stays float</source>
        <translation>缓存保持浮点</translation>
    </message>
    <message>
        <source>without zero point</source>
        <translation>不带零点</translation>
    </message>
    <message>
        <source>with zero point</source>
        <translation>带零点</translation>
    </message>
</context>
<context>
    <name>vernier::LayerActions</name>
    <message numerus="yes">
        <source>Leave %n layer(s) in float</source>
        <translation>
            <numerusform>让 %n 个层保持浮点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set %n layer(s) to %1</source>
        <translation>
            <numerusform>将 %n 个层设为 %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set %n layer(s) back to the configuration</source>
        <translation>
            <numerusform>将 %n 个层恢复为 quant_config</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Fallback to float</source>
        <translation>回退为浮点(&amp;F)</translation>
    </message>
    <message>
        <source>W&amp;8A8, static</source>
        <translation>W8A8，静态(&amp;8)</translation>
    </message>
    <message>
        <source>W8A8, &amp;dynamic</source>
        <translation>W8A8，动态(&amp;D)</translation>
    </message>
    <message>
        <source>W8A1&amp;6, weights only</source>
        <translation>W8A16，仅权重(&amp;6)</translation>
    </message>
    <message>
        <source>W&amp;4A16, weights only</source>
        <translation>W4A16，仅权重(&amp;4)</translation>
    </message>
    <message>
        <source>&amp;Back to the configuration</source>
        <translation>恢复为 quant_config(&amp;B)</translation>
    </message>
    <message>
        <source>Leave the selected layers in float (disable_names)</source>
        <translation>让所选层保持浮点 (disable_names)</translation>
    </message>
    <message>
        <source>8-bit weights, activations with a calibrated range</source>
        <translation>8 位权重，激活使用校准得到的值域</translation>
    </message>
    <message>
        <source>8-bit weights, activations with a range for each token</source>
        <translation>8 位权重，激活使用逐 token 的值域</translation>
    </message>
    <message>
        <source>8-bit weights, float activations</source>
        <translation>8 位权重，浮点激活</translation>
    </message>
    <message>
        <source>4-bit weights, float activations</source>
        <translation>4 位权重，浮点激活</translation>
    </message>
    <message>
        <source>Remove what names the selected layers in disable_names and mix_cfg</source>
        <translation>从 disable_names 和 mix_cfg 中移除指明所选层的条目</translation>
    </message>
    <message>
        <source>Change many layers</source>
        <translation>更改大量的层</translation>
    </message>
    <message numerus="yes">
        <source>A single key was pressed while %n layer(s) are selected. %1?</source>
        <translation>
            <numerusform>选中 %n 个层时按下了单个按键。%1？</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 undoes it.</source>
        <translation>按 %1 可撤销。</translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) left in float.</source>
        <translation>
            <numerusform>已让 %n 个层保持浮点。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) set to %1.</source>
        <translation>
            <numerusform>已将 %n 个层设为 %1。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) set back to the configuration.</source>
        <translation>
            <numerusform>已将 %n 个层恢复为 quant_config。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) are in float already.</source>
        <translation>
            <numerusform>这 %n 层已是浮点。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) are set to %1 already.</source>
        <translation>
            <numerusform>这 %n 层已设为 %1。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing names the %n selected layer(s): the configuration decides already.</source>
        <translation>
            <numerusform>没有规则点名所选的 %n 层：它们已由配置决定。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::LayerFilter</name>
    <message>
        <source>Not a valid regular expression: %1, at character %2.</source>
        <translation>正则表达式无效：%1，位于第 %2 个字符。</translation>
    </message>
</context>
<context>
    <name>vernier::LayerHeading</name>
    <message>
        <source>%1 outputs × %2 inputs</source>
        <translation>%1 个输出 × %2 个输入</translation>
    </message>
    <message>
        <source>%1 · %2 · decided by %3</source>
        <translation>%1 · %2 · 由 %3 决定</translation>
    </message>
</context>
<context>
    <name>vernier::LayerMenu</name>
    <message>
        <source>Select the same &amp;kind</source>
        <translation>选中同种类的层(&amp;K)</translation>
    </message>
    <message>
        <source>Select the same b&amp;lock</source>
        <translation>选中同一块的层(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Copy the selected layers (TSV)</source>
        <translation>将所选层复制为 TSV(&amp;C)</translation>
    </message>
</context>
<context>
    <name>vernier::LayerMetric</name>
    <message>
        <source>End-to-end KL</source>
        <translation>端到端 KL</translation>
    </message>
    <message>
        <source>Local SQNR</source>
        <translation>局部 SQNR</translation>
    </message>
    <message>
        <source>Activation range / std</source>
        <translation>激活值域/标准差</translation>
    </message>
    <message>
        <source>KL divergence of the model&apos;s output from float when only this layer is quantized (nats per token). Large is bad.</source>
        <translation>仅量化此层时，模型输出相对浮点的 KL 散度（每 token 的 nat 数）。越大越差。</translation>
    </message>
    <message>
        <source>Signal to quantization noise of this layer&apos;s own output on float inputs (dB). Small is bad.</source>
        <translation>浮点输入下，此层自身输出的信号与量化噪声之比 (dB)。越小越差。</translation>
    </message>
    <message>
        <source>Largest activation over the standard deviation, the score disable_level ranks by. Large is hard to quantize.</source>
        <translation>最大激活与标准差之比，即 disable_level 排序所用的得分。越大越难量化。</translation>
    </message>
    <message>
        <source>End-to-end KL (nats per token)</source>
        <translation>端到端 KL（nat/token）</translation>
    </message>
    <message>
        <source>Local SQNR (dB)</source>
        <translation>局部 SQNR (dB)</translation>
    </message>
    <message>
        <source>Activation range (standard deviations)</source>
        <translation>激活值域（以标准差为单位）</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
</context>
<context>
    <name>vernier::LayerModel</name>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Full module name, as disable_names and mix_cfg spell it</source>
        <translation>完整模块名，即 disable_names 和 mix_cfg 中的写法</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>块</translation>
    </message>
    <message>
        <source>Number of the decoder block</source>
        <translation>解码器块的编号</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>What the layer does in its block</source>
        <translation>层在块中的作用</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>What the recipe makes of the layer</source>
        <translation>配方将此层设为何种类型</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>决定规则</translation>
    </message>
    <message>
        <source>The rule of the recipe that decided the type</source>
        <translation>配方中决定此类型的规则</translation>
    </message>
    <message>
        <source>Out × in</source>
        <translation>输出 × 输入</translation>
    </message>
    <message>
        <source>Output and input channels of the weight</source>
        <translation>权重的输出和输入通道数</translation>
    </message>
    <message>
        <source>Range/std</source>
        <translation>值域/标准差</translation>
    </message>
    <message>
        <source>Min</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>Smallest activation that enters the layer in calibration</source>
        <translation>校准中进入此层的最小激活</translation>
    </message>
    <message>
        <source>Max</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>Largest activation that enters the layer in calibration</source>
        <translation>校准中进入此层的最大激活</translation>
    </message>
    <message>
        <source>SQNR, dB</source>
        <translation>SQNR (dB)</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>Cosine of the quantized and the float output of this layer alone</source>
        <translation>仅此层的量化输出与浮点输出的余弦相似度</translation>
    </message>
    <message>
        <source>KL alone</source>
        <translation>单层 KL</translation>
    </message>
    <message>
        <source>± KL</source>
        <translation>± KL</translation>
    </message>
    <message>
        <source>Standard error of the KL divergence, with windows as independent units</source>
        <translation>KL 散度的标准误差，以窗口为独立单元</translation>
    </message>
    <message>
        <source>decided by %1</source>
        <translation>由 %1 决定</translation>
    </message>
    <message>
        <source>over %1</source>
        <translation>优先于 %1</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>%1 … %2</source>
        <translation>%1 … %2</translation>
    </message>
    <message>
        <source>KL of equal noise</source>
        <translation>等量噪声的 KL</translation>
    </message>
    <message>
        <source>%1 (of an earlier recipe)</source>
        <translation>%1（来自先前的配方）</translation>
    </message>
    <message>
        <source>Noise of the same size, spread evenly, costs far less: it matters where the error lies, and a method that spreads it (GPTQ, another range) can help.</source>
        <translation>同样大小但均匀分布的噪声损失要小得多：关键在于误差的位置，能分散误差的方法（GPTQ、其他范围）会有帮助。</translation>
    </message>
    <message>
        <source>Noise of the same size, spread evenly, costs about as much: only a smaller error helps, by outlier suppression, ranges for each token or more bits.</source>
        <translation>同样大小且均匀分布的噪声损失相近：只有减小误差才有用，例如离群值抑制、逐 token 范围或更多位数。</translation>
    </message>
</context>
<context>
    <name>vernier::LayerTable</name>
    <message>
        <source>F&amp;ilter:</source>
        <translation>筛选(&amp;I)：</translation>
    </message>
    <message>
        <source>down_proj or *.layers.3.*</source>
        <translation>down_proj 或 *.layers.3.*</translation>
    </message>
    <message>
        <source>Shows the layers whose name matches. * stands for any text, ? for one character, [ab] for one of these; text without them may stand anywhere in the name.</source>
        <translation>显示名称匹配的层。* 代表任意文本，? 代表一个字符，[ab] 代表其中任一字符；不含这些符号的文本可出现在名称的任意位置。</translation>
    </message>
    <message>
        <source>Filter of the layers</source>
        <translation>层筛选器</translation>
    </message>
    <message>
        <source>&amp;Regular expression</source>
        <translation>正则表达式(&amp;R)</translation>
    </message>
    <message>
        <source>Read the filter as a regular expression that matches a part of the name.</source>
        <translation>将筛选条件作为正则表达式，匹配名称的一部分。</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Every linear layer with its type and measurements.</source>
        <translation>所有线性层及其类型和测量值。</translation>
    </message>
    <message>
        <source>Copy the selected rows</source>
        <translation>复制所选行</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开的模型。</translation>
    </message>
    <message>
        <source>%1 of %2 layers, %3 selected, %4 of them hidden by the filter</source>
        <translation>%2 个层中显示 %1 个，已选中 %3 个，其中 %4 个被筛选隐藏</translation>
    </message>
    <message>
        <source>%1 of %2 layers, %3 selected</source>
        <translation>%2 个层中显示 %1 个，已选中 %3 个</translation>
    </message>
    <message>
        <source>Show all columns</source>
        <translation>显示所有列</translation>
    </message>
    <message>
        <source>Colu&amp;mns</source>
        <translation>列(&amp;M)</translation>
    </message>
</context>
<context>
    <name>vernier::LoadingForm</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>float32</source>
        <translation>float32</translation>
    </message>
    <message>
        <source>as the checkpoint says</source>
        <translation>与检查点一致</translation>
    </message>
</context>
<context>
    <name>vernier::MainWindow</name>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>敏感度</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Evaluations</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Jobs and messages (%1)</source>
        <translation>任务与消息 (%1)</translation>
    </message>
    <message>
        <source>Jobs and messages</source>
        <translation>任务与消息</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>测量(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>任务“%1”失败：%2</translation>
    </message>
    <message>
        <source>Vernier</source>
        <translation>Vernier</translation>
    </message>
    <message>
        <source>%1[*] – Vernier</source>
        <translation>%1[*] – Vernier</translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation>已导出到 %1</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>About Vernier</source>
        <translation>关于 Vernier</translation>
    </message>
    <message>
        <source>Save the project first: the command reads the recipe from its file.</source>
        <translation>请先保存项目：该命令从项目文件中读取配方。</translation>
    </message>
    <message>
        <source>The command line is on the clipboard.</source>
        <translation>命令行已复制到剪贴板。</translation>
    </message>
    <message>
        <source>Autosave failed: unsaved work would be lost in a crash</source>
        <translation>自动保存失败：程序崩溃时未保存的工作会丢失</translation>
    </message>
    <message>
        <source>Status strip</source>
        <translation>状态栏</translation>
    </message>
    <message>
        <source>The model of “%1” cannot be opened</source>
        <translation>无法打开“%1”的模型</translation>
    </message>
    <message>
        <source>&amp;Float</source>
        <translation>浮动(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Tuning guide</source>
        <translation>精度调优指南</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>正确率</translation>
    </message>
    <message>
        <source>The recipe is that of %1. Ctrl+Z undoes it.</source>
        <translation>配方现为 %1 的配方。按 Ctrl+Z 撤销。</translation>
    </message>
    <message>
        <source>The keyboard is in no panel that could be closed.</source>
        <translation>键盘焦点不在可关闭的面板中。</translation>
    </message>
</context>
<context>
    <name>vernier::MessageModel</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>The model is open, but a text is not: %1</source>
        <translation>模型已打开，但有一份文本未能打开：%1</translation>
    </message>
    <message>
        <source>The checkpoint was changed since the project was saved</source>
        <translation>项目保存后，检查点已被更改</translation>
    </message>
    <message>
        <source>%1 is not what the history was measured on: its numbers are about another model. Evaluate again before you compare.</source>
        <translation>%1 已不是历史记录测量时的模型：历史中的数值属于另一个模型。比较之前请重新评估。</translation>
    </message>
    <message>
        <source>This recipe cannot run: %1</source>
        <translation>此配方无法运行：%1</translation>
    </message>
    <message>
        <source>About the recipe</source>
        <translation>关于配方</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Details and remedy</source>
        <translation>详情与解决办法</translation>
    </message>
</context>
<context>
    <name>vernier::MetricBar</name>
    <message>
        <source>Me&amp;tric:</source>
        <translation>指标(&amp;T)：</translation>
    </message>
    <message>
        <source>Metric of the layers</source>
        <translation>层的指标</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Mea&amp;sure</source>
        <translation>测量(&amp;S)</translation>
    </message>
    <message>
        <source>Measure %1 again.</source>
        <translation>重新测量 %1。</translation>
    </message>
</context>
<context>
    <name>vernier::MetricState</name>
    <message>
        <source>No model is open. Open a checkpoint or the demo to see its layers here.</source>
        <translation>没有打开的模型。打开检查点或演示后，此处显示各层。</translation>
    </message>
    <message>
        <source>%1 is measured on the evaluation text, and this project has none. Choose an evaluation text first.</source>
        <translation>%1 在评估文本上测量，而此项目没有评估文本。请先选择评估文本。</translation>
    </message>
    <message>
        <source>%1 is measured on the calibration samples, and this project has none. Choose a calibration file first.</source>
        <translation>%1 在校准样本上测量，而此项目没有校准样本。请先选择校准文件。</translation>
    </message>
    <message>
        <source>%1 is not measured yet. Press “Measure” above to measure it.</source>
        <translation>%1 尚未测量。点击上方的“测量”开始测量。</translation>
    </message>
    <message>
        <source>%1 is being measured.</source>
        <translation>正在测量 %1。</translation>
    </message>
    <message>
        <source>These values were measured for an earlier recipe. Press “Measure” to measure them for the present one.</source>
        <translation>这些值是按先前的配方测量的。点击“测量”，按当前配方重新测量。</translation>
    </message>
    <message>
        <source>no text to measure on</source>
        <translation>没有可供测量的文本</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>stale: of an earlier recipe</source>
        <translation>过期：来自先前的配方</translation>
    </message>
    <message>
        <source>What the layers would cost in other types than the present recipe gives them. Press “Measure” to measure them in their own.</source>
        <translation>显示的是各层采用当前配方以外的类型时的损失。按“测量”可按当前类型测量。</translation>
    </message>
    <message>
        <source>in other types than the recipe&apos;s</source>
        <translation>采用配方以外的类型</translation>
    </message>
</context>
<context>
    <name>vernier::OutcomeModel</name>
    <message>
        <source>right → wrong</source>
        <translation>对 → 错</translation>
    </message>
    <message>
        <source>wrong → right</source>
        <translation>错 → 对</translation>
    </message>
    <message>
        <source>both right</source>
        <translation>都对</translation>
    </message>
    <message>
        <source>both wrong</source>
        <translation>都错</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>题目</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>期望</translation>
    </message>
    <message>
        <source>Float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>Quantized</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>What is asked; the tip shows the end of the whole prompt, and copying takes all of it</source>
        <translation>所问的问题；提示显示完整提示词的末尾，复制时包含全部</translation>
    </message>
    <message>
        <source>The answer of the set</source>
        <translation>题集给出的答案</translation>
    </message>
    <message>
        <source>What the float model answers; – is nothing that counts as an answer</source>
        <translation>浮点模型的回答；– 表示没有可算作答案的内容</translation>
    </message>
    <message>
        <source>What the quantized model answers; – is nothing that counts as an answer</source>
        <translation>量化模型的回答；– 表示没有可算作答案的内容</translation>
    </message>
    <message>
        <source>From the float model to the quantized one</source>
        <translation>从浮点模型到量化模型</translation>
    </message>
    <message>
        <source>File and line of the question</source>
        <translation>题目所在的文件和行</translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <comment>of a file</comment>
        <translation>%1，第 %2 行</translation>
    </message>
</context>
<context>
    <name>vernier::Parameter</name>
    <message>
        <source>True: weights without zero point. It must be True when a_bit is 8.</source>
        <translation>True：权重不带零点。a_bit 为 8 时必须为 True。</translation>
    </message>
    <message>
        <source>True: the range of the activations is taken from each token at run time. False: it is fixed by calibration.</source>
        <translation>True：运行时按每个 token 确定激活的值域。False：值域由校准固定。</translation>
    </message>
    <message>
        <source>How calibration finds the fixed range of an activation. 1: mean of the samples&apos; minima and maxima. 2: the histogram range with the smallest error. 3: 1 where outliers are extreme (range score above 50), else 2.</source>
        <translation>校准如何确定激活的固定值域。1：各样本最小值和最大值的均值。2：误差最小的直方图值域。3：离群值极端时（值域得分大于 50）用 1，否则用 2。</translation>
    </message>
    <message>
        <source>Probability that calibration passes an element on quantized; the others go on in float. 1 is the deterministic setting.</source>
        <translation>校准时元素以量化值向后传递的概率；其余元素仍以浮点传递。1 为确定性设置。</translation>
    </message>
    <message>
        <source>Where msModelSlim runs quant.py. Vernier itself always computes on the CPU.</source>
        <translation>msModelSlim 运行 quant.py 的设备。Vernier 自身始终在 CPU 上计算。</translation>
    </message>
    <message>
        <source>Index of that device. It only goes into quant.py.</source>
        <translation>该设备的编号。只写入 quant.py。</translation>
    </message>
    <message>
        <source>Full names of layers that stay in float.</source>
        <translation>保持浮点的层的完整名称。</translation>
    </message>
    <message>
        <source>True: the last linear layer, lm_head, stays in float.</source>
        <translation>True：最后一个线性层 lm_head 保持浮点。</translation>
    </message>
    <message>
        <source>Ln leaves the n layers with the highest range score in float, besides those named. The score is the largest activation over the standard deviation, measured on the first 5 calibration samples.</source>
        <translation>Ln：除已指明的层外，再让值域得分最高的 n 个层保持浮点。得分为最大激活与标准差之比，在前 5 个校准样本上测量。</translation>
    </message>
    <message>
        <source>Outlier suppression before quantization: moves outliers of activations into the weights without changing what the float model computes. m1, m2, m3 and m5 scale what norms feed; m4 and m6 also the inputs of o_proj and down_proj. m2, m3 and m6 search, m6 the longest.</source>
        <translation>量化前的离群值抑制：把激活中的离群值转移到权重，不改变浮点模型的计算结果。m1、m2、m3 和 m5 缩放 norm 层的输出；m4 和 m6 还缩放 o_proj 与 down_proj 的输入。m2、m3 和 m6 需要搜索，其中 m6 耗时最长。</translation>
    </message>
    <message>
        <source>Where msModelSlim runs the suppression. It only goes into quant.py.</source>
        <translation>msModelSlim 执行抑制的设备。只写入 quant.py。</translation>
    </message>
    <message>
        <source>Only the first sequences of the calibration file. All: the whole file.</source>
        <translation>只用校准文件开头的若干序列。全部：整个文件。</translation>
    </message>
    <message>
        <source>Every sequence is cut to its first tokens. Not cut: whole sequences.</source>
        <translation>每个序列只保留开头的若干 token。不截断：完整序列。</translation>
    </message>
    <message>
        <source>Seed of the random draws that pr below 1 makes.</source>
        <translation>pr 小于 1 时随机抽取所用的种子。</translation>
    </message>
    <message>
        <source>Bits of a weight: 4, 8 (default) or 16, which leaves weights in float. co_sparse decides it by itself.</source>
        <translation>权重的位数：4、8 (默认) 或 16；16 使权重保持浮点。co_sparse 会自行决定此值。</translation>
    </message>
    <message>
        <source>Bits of an activation: 8 (default) or 16, which leaves activations in float, so only weights are quantized. co_sparse decides it by itself.</source>
        <translation>激活的位数：8 (默认) 或 16；16 使激活保持浮点，只量化权重。co_sparse 会自行决定此值。</translation>
    </message>
    <message>
        <source>True (default): one weight scale for the whole tensor. False: one for each output channel, which is nearly always better. Weights in groups or blocks have their own scales.</source>
        <translation>True (默认)：整个张量一个权重缩放系数。False：每个输出通道一个，几乎总是更好。分组或分块的权重另有自己的缩放系数。</translation>
    </message>
    <message>
        <source>Bits of a weight that m3 searches its scales for: 8 (default) or 4. Take those of w_bit. The other methods compute the same with both.</source>
        <translation>m3 搜索缩放系数时所针对的权重位数：8 (默认) 或 4，应与 w_bit 相同。其他方法取任一值结果相同。</translation>
    </message>
    <message>
        <source>How weights become codes. MinMax (default): the nearest code. GPTQ: each error is made up for in the columns that follow, by calibration data. HQQ: scales are refined without data. NF: 4-bit codes spaced as a normal distribution, NF4. W8A8 and W8A8S take only MinMax, W4A8_DYNAMIC MinMax or HQQ; in the low-bit family, GPTQ and HQQ need groups.</source>
        <translation>权重如何变为量化值。MinMax (默认)：取最近的量化值。GPTQ：借助校准数据，在后续各列中补偿每次的误差。HQQ：不用数据即可优化缩放系数。NF：按正态分布间隔的 4 位量化值，即 NF4。W8A8 和 W8A8S 只能用 MinMax，W4A8_DYNAMIC 可用 MinMax 或 HQQ；在低比特系列中，GPTQ 和 HQQ 需要分组。</translation>
    </message>
    <message>
        <source>Weights of a row that share a scale: 32, 64 (default), 128 or 256; it must divide the number of inputs. Only where weights are in groups: is_lowbit True, open_outlier False, and a_bit 16 or W4A8_DYNAMIC.</source>
        <translation>一行中共用一个缩放系数的权重数：32、64 (默认)、128 或 256；须能整除输入数。仅用于权重分组时：is_lowbit 为 True、open_outlier 为 False，且 a_bit 为 16 或类型为 W4A8_DYNAMIC。</translation>
    </message>
    <message>
        <source>Weights that share a scale with w_method NF: 64 (default) to 4096. Another value than 64 adds the chain method weight_quant.</source>
        <translation>w_method 为 NF 时共用一个缩放系数的权重数：64 (默认) 至 4096。取 64 以外的值会加上链方法 weight_quant。</translation>
    </message>
    <message>
        <source>Damping of GPTQ, as a share of the mean of the diagonal: 0 to 1, default 0.01. msModelSlim checks it but always uses 0.01; it counts with improvements.gptq.</source>
        <translation>GPTQ 的阻尼，为对角线均值的倍数：0 至 1，默认 0.01。msModelSlim 会检查它，但始终使用 0.01；启用 improvements.gptq 后才起作用。</translation>
    </message>
    <message>
        <source>True: the description says W8A8_MIX, that is prefill with dynamic and decode with static activations. False is the default. Only for W8A8.</source>
        <translation>True：描述文件标为 W8A8_MIX，即预填充用动态激活，解码用静态激活。默认 False。仅用于 W8A8。</translation>
    </message>
    <message>
        <source>True: sparse quantization, W8A8S. The share fraction of largest weights in the tensor keeps 8 bits, the others fit into 4. It replaces w_bit by 4, a_bit by 8 and pr by 1. False is the default; is_lowbit True switches it off.</source>
        <translation>True：稀疏量化，即 W8A8S。张量中最大的权重 (占比为 fraction) 保留 8 位，其余放入 4 位。它将 w_bit 改为 4、a_bit 改为 8、pr 改为 1。默认 False；is_lowbit 为 True 时它不起作用。</translation>
    </message>
    <message>
        <source>True: the low-bit family, that is weights in groups (open_outlier False) or outliers apart in each row (open_outlier True). With w_bit 4 and a_bit 8 it makes W8A8S, and W4A8_DYNAMIC where is_dynamic is True. act_method must be 1 or 2. False is the default.</source>
        <translation>True：低比特系列，即权重分组 (open_outlier 为 False) 或逐行分出离群值 (open_outlier 为 True)。w_bit 为 4、a_bit 为 8 时得到 W8A8S，is_dynamic 为 True 时得到 W4A8_DYNAMIC。act_method 须为 1 或 2。默认 False。</translation>
    </message>
    <message>
        <source>Of the low-bit family. True (default): the outliers of each row are kept apart. False: none are; weights have scales in groups of group_size where a_bit is 16 or the type is W4A8_DYNAMIC.</source>
        <translation>用于低比特系列。True (默认)：逐行分出离群值。False：不分出；a_bit 为 16 或类型为 W4A8_DYNAMIC 时，权重按 group_size 分组，各组有自己的缩放系数。</translation>
    </message>
    <message>
        <source>How the low-bit family finds the outliers of a row. True: by sigma_factor. False (default): by fraction.</source>
        <translation>低比特系列如何找出一行的离群值。True：按 sigma_factor。False (默认)：按 fraction。</translation>
    </message>
    <message>
        <source>Outliers are the weights beyond this many standard deviations of the magnitudes in their row: 3 (default) to 4. Only with use_sigma.</source>
        <translation>绝对值超过所在行绝对值标准差这一倍数的权重为离群值：3 (默认) 至 4。仅在 use_sigma 时有效。</translation>
    </message>
    <message>
        <source>Share of weights that are outliers: 0.01 (default) to 0.1. Of the tensor with co_sparse, of each row with is_lowbit; not with use_sigma.</source>
        <translation>离群权重的占比：0.01 (默认) 至 0.1。co_sparse 时占整个张量，is_lowbit 时占每一行；use_sigma 时无效。</translation>
    </message>
    <message>
        <source>True: scales and offsets of an int8 KV cache are measured and saved. False is the default. Not with w_method NF.</source>
        <translation>True：测量并保存 int8 KV 缓存的缩放系数和零点。默认 False。不能与 w_method NF 并用。</translation>
    </message>
    <message>
        <source>True (default): keys and values in the cache without zero point. False adds the chain method kv_quant. Only with use_kvcache_quant.</source>
        <translation>True (默认)：缓存中的键和值不带零点。False 会加上链方法 kv_quant。仅在 use_kvcache_quant 时有效。</translation>
    </message>
    <message>
        <source>Bits of an activation for m3: 8 (default), or 16 where only weights are quantized. The other methods take 8 only.</source>
        <translation>m3 所针对的激活位数：8 (默认)，只量化权重时为 16。其他方法只接受 8。</translation>
    </message>
    <message>
        <source>True (default): m3 searches for weights without zero point. False: with one. The other methods take True only.</source>
        <translation>True (默认)：m3 按不带零点的权重搜索。False：按带零点的权重搜索。其他方法只接受 True。</translation>
    </message>
    <message>
        <source>Full names of linear layers whose group is left as it is, separated by commas; none by default. Only m3, m4 and m6 look at it.</source>
        <translation>所在组保持原样的线性层的完整名称，以逗号分隔；默认无。只有 m3、m4 和 m6 会用到。</translation>
    </message>
    <message>
        <source>Exponent of the activations in m6, 0 to 1. It is searched (default) unless alpha and beta are both given.</source>
        <translation>m6 中激活的指数，0 至 1。除非 alpha 和 beta 都给出，否则由搜索确定 (默认)。</translation>
    </message>
    <message>
        <source>Exponent of the weights in m6, 0 to 1. It is searched (default) unless alpha and beta are both given.</source>
        <translation>m6 中权重的指数，0 至 1。除非 alpha 和 beta 都给出，否则由搜索确定 (默认)。</translation>
    </message>
    <message>
        <source>True: GPTQ sees every calibration sample, obeys percdamp and rounds once. False (default): as msModelSlim, which looks at the first sample only.</source>
        <translation>True：GPTQ 使用全部校准样本，遵循 percdamp，且只取整一次。False (默认)：与 msModelSlim 一致，只看第一个样本。</translation>
    </message>
    <message>
        <source>True: GPTQ rounds the channels with the largest inputs first. Only with improvements.gptq and without groups. False is the default.</source>
        <translation>True：GPTQ 先对输入最大的通道取整。仅在 improvements.gptq 且不分组时有效。默认 False。</translation>
    </message>
    <message>
        <source>True: HQQ refines the scales of asymmetric weights, too. False (default): as msModelSlim, which nearly always gives up on them. Only with w_method HQQ.</source>
        <translation>True：HQQ 也优化非对称权重的缩放系数。False (默认)：与 msModelSlim 一致，对这类权重几乎总是放弃优化。仅在 w_method 为 HQQ 时有效。</translation>
    </message>
    <message>
        <source>True: disable_level takes the layers with it that inference engines fuse with one it chose (query, key and value; gate and up). False (default): as msModelSlim. Only with a disable_level above L0.</source>
        <translation>True：disable_level 选中一层时，推理引擎会与之融合的层 (query、key 和 value；gate 和 up) 一并选中。False (默认)：与 msModelSlim 一致。仅在 disable_level 高于 L0 时有效。</translation>
    </message>
    <message>
        <source>True: the codes of co_sparse are spaced by a power law whose exponent is searched for each layer. The exponent is not saved, so a kernel cannot undo it. With is_lowbit it fails. False is the default.</source>
        <translation>True：co_sparse 的编码按幂律分布，指数逐层搜索。指数不会保存，因此推理内核无法还原。与 is_lowbit 并用会失败。默认为 False。</translation>
    </message>
    <message>
        <source>True: while the first sample is calibrated, scales are searched that smooth what the norms feed to attention and MLP. Weights in groups ignore it. False is the default.</source>
        <translation>True：在校准第一个样本时搜索缩放系数，用来平滑归一化层送入注意力和 MLP 的激活。按组量化的权重不使用它。默认为 False。</translation>
    </message>
    <message>
        <source>The type the float model is loaded in, torch_dtype in quant.py: it decides the type of everything saved in float. In the checkpoint&apos;s type every operation rounds to it as in the original, from calibration to evaluation, and the float model it is compared with as well. simulate_tp, the low-bit family, sparse weights, GPTQ, HQQ, NF and most anti_methods take float32 only.</source>
        <translation>加载浮点模型的类型，即 quant.py 中的 torch_dtype：它决定一切以浮点保存的内容的类型。采用检查点的类型时，从校准到评估每个运算的结果都像原工具那样舍入到该类型，用作对照的浮点模型也是如此。simulate_tp、low-bit 系列、稀疏权重、GPTQ、HQQ、NF 以及多数 anti_method 只能用 float32。</translation>
    </message>
    <message>
        <source>Simulates tensor parallelism (simulate_tp): every rank quantizes its part of the inputs of o_proj and down_proj. 2, 4, 8 or 16 ranks, not split by default. Only W8A8 with static activations. A folder saved so cannot be opened here again.</source>
        <translation>模拟张量并行（simulate_tp）：每个 rank 各自量化 o_proj 和 down_proj 输入中自己的部分。2、4、8 或 16 个 rank，默认不切分。仅用于静态激活的 W8A8。这样保存的文件夹无法在此重新打开。</translation>
    </message>
    <message>
        <source>True (default): what the ranks add up is sent in 8 bits, with a scale for each channel. False: in float. Only with tp_size.</source>
        <translation>True（默认）：各 rank 相加的结果以 8 位发送，每个通道一个缩放系数。False：以浮点发送。仅与 tp_size 一起使用。</translation>
    </message>
    <message>
        <source>True (default): each rank sends with scales of its own. False: all with the same. Only with enable_communication_quant.</source>
        <translation>True（默认）：每个 rank 用自己的缩放系数发送。False：共用同一组。仅与 enable_communication_quant 一起使用。</translation>
    </message>
</context>
<context>
    <name>vernier::PathField</name>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Choose a file; or drop one on the field</source>
        <translation>选择文件，或将文件拖放到输入框</translation>
    </message>
</context>
<context>
    <name>vernier::Picture</name>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>PNG image (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)</source>
        <translation>PNG 图像 (*.png);;SVG 图形 (*.svg);;PDF 文档 (*.pdf)</translation>
    </message>
</context>
<context>
    <name>vernier::Plot</name>
    <message>
        <source>Reset view</source>
        <translation>重置视图</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Copy numbers (TSV)</source>
        <translation>复制数值 (TSV)</translation>
    </message>
    <message>
        <source>Save picture (PNG, SVG, PDF)…</source>
        <translation>保存图片 (PNG、SVG、PDF)…</translation>
    </message>
</context>
<context>
    <name>vernier::PrecisionMap</name>
    <message>
        <source>Precision map</source>
        <translation>精度图</translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) selected.</source>
        <translation>
            <numerusform>已选中 %n 个层。</numerusform>
        </translation>
    </message>
    <message>
        <source>Current: block %1, %2, %3.</source>
        <translation>当前：块 %1，%2，%3。</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>Click to select all layers.</source>
        <translation>点击选中所有层。</translation>
    </message>
    <message>
        <source>%1: click to select this kind in all blocks.</source>
        <translation>%1：点击选中所有块中的此类层。</translation>
    </message>
    <message>
        <source>Block %1: click to select its layers.</source>
        <translation>块 %1：点击选中其中的层。</translation>
    </message>
    <message>
        <source>Outside the blocks: click to select.</source>
        <translation>块之外：点击选中。</translation>
    </message>
</context>
<context>
    <name>vernier::PrecisionMapView</name>
    <message>
        <source>Copy the selected layers</source>
        <translation>复制所选层</translation>
    </message>
    <message>
        <source>Copy &amp;picture</source>
        <translation>复制图片(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Save picture…</source>
        <translation>保存图片(&amp;S)…</translation>
    </message>
    <message>
        <source>Show the &amp;whole map</source>
        <translation>显示整图(&amp;W)</translation>
    </message>
</context>
<context>
    <name>vernier::PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>语言(&amp;L)：</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>&amp;Colours:</source>
        <translation>配色(&amp;C)：</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>&amp;Threads:</source>
        <translation>线程(&amp;T)：</translation>
    </message>
    <message>
        <source>All processors (%1)</source>
        <translation>全部处理器 (%1)</translation>
    </message>
    <message>
        <source>For jobs that start from now on. Fewer leave the computer to other work; results do not depend on it.</source>
        <translation>对此后启动的任务生效。减少线程可为其他工作留出处理器；不影响结果。</translation>
    </message>
    <message>
        <source>&amp;Evaluate a changed recipe by itself</source>
        <translation>配方更改后自动评估(&amp;E)</translation>
    </message>
    <message>
        <source>A moment after the last edit; off: only on request.</source>
        <translation>最后一次编辑后稍候即评估；关闭后仅手动评估。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>&amp;Memory for evaluations:</source>
        <translation>评估用内存(&amp;M)：</translation>
    </message>
    <message>
        <source>Hidden states kept between evaluations: with more of them a change in a late block is evaluated sooner. For models opened from now on.</source>
        <translation>评估之间保留的隐藏状态：保留得越多，靠后的块改动后评估越快。对之后打开的模型生效。</translation>
    </message>
    <message>
        <source>Memory for evaluations</source>
        <translation>评估用内存</translation>
    </message>
    <message>
        <source>&amp;Float layers:</source>
        <translation>浮点层(&amp;F)：</translation>
    </message>
    <message>
        <source>Float layers</source>
        <translation>浮点层</translation>
    </message>
    <message>
        <source>How they multiply where weights are bfloat16 and the processor has such products; else in float32. Previews are quicker on matrix units and coarser. Changing it opens the model again.</source>
        <translation>权重为 bfloat16 且处理器支持相应乘法时浮点层的计算方式，否则使用 float32。预览方式在矩阵单元上更快，但精度较低。更改后会重新打开模型。</translation>
    </message>
</context>
<context>
    <name>vernier::Preset</name>
    <message>
        <source>W8A8, static, per tensor</source>
        <translation>W8A8，静态，逐张量</translation>
    </message>
    <message>
        <source>W8A8, static, per channel</source>
        <translation>W8A8，静态，逐通道</translation>
    </message>
    <message>
        <source>W8A8, static, per channel + m1</source>
        <translation>W8A8，静态，逐通道 + m1</translation>
    </message>
    <message>
        <source>W8A8_DYNAMIC, per channel</source>
        <translation>W8A8_DYNAMIC，逐通道</translation>
    </message>
    <message>
        <source>W8A16, per channel</source>
        <translation>W8A16，逐通道</translation>
    </message>
    <message>
        <source>W4A16, per channel</source>
        <translation>W4A16，逐通道</translation>
    </message>
    <message>
        <source>Float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>W8A8, static, per channel + KV cache int8</source>
        <translation>W8A8，静态，逐通道 + KV 缓存 int8</translation>
    </message>
    <message>
        <source>W8A8S, sparse, low-bit by sigma</source>
        <translation>W8A8S，稀疏，低比特，按 sigma</translation>
    </message>
    <message>
        <source>W4A16, groups of 64</source>
        <translation>W4A16，每组 64</translation>
    </message>
    <message>
        <source>W4A16, per channel, GPTQ</source>
        <translation>W4A16，逐通道，GPTQ</translation>
    </message>
    <message>
        <source>W4A16, per channel, AWQ (m3)</source>
        <translation>W4A16，逐通道，AWQ (m3)</translation>
    </message>
    <message>
        <source>W4A8_DYNAMIC, groups of 64</source>
        <translation>W4A8_DYNAMIC，每组 64</translation>
    </message>
</context>
<context>
    <name>vernier::ProductsText</name>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>float32</source>
        <translation>float32</translation>
    </message>
    <message>
        <source>bfloat16, three terms (exact)</source>
        <translation>bfloat16，三项（精确）</translation>
    </message>
    <message>
        <source>Preview: bfloat16, two terms</source>
        <translation>预览：bfloat16，两项</translation>
    </message>
    <message>
        <source>Coarse preview: bfloat16, one term</source>
        <translation>粗略预览：bfloat16，一项</translation>
    </message>
    <message>
        <source>Float layers multiplied in bfloat16 by three terms, which add up to float32.</source>
        <translation>浮点层以三项 bfloat16 相乘，合计等于 float32 精度。</translation>
    </message>
    <message>
        <source>A preview: in float layers activations had 16 bits. Preferences choose exact products.</source>
        <translation>预览：浮点层中激活为 16 位精度。可在首选项中选择精确计算。</translation>
    </message>
    <message>
        <source>A coarse preview: in float layers activations had 8 bits. Preferences choose exact products.</source>
        <translation>粗略预览：浮点层中激活为 8 位精度。可在首选项中选择精确计算。</translation>
    </message>
    <message>
        <source>Float layers multiplied in float32.</source>
        <translation>浮点层以 float32 相乘。</translation>
    </message>
</context>
<context>
    <name>vernier::ProjectDocument</name>
    <message>
        <source>Restore %1</source>
        <translation>恢复 %1</translation>
    </message>
</context>
<context>
    <name>vernier::ProjectFiles</name>
    <message>
        <source>Open checkpoint folder</source>
        <translation>打开检查点文件夹</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>保存项目</translation>
    </message>
    <message>
        <source>Vernier projects (*.vernier)</source>
        <translation>Vernier 项目 (*.vernier)</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存的更改</translation>
    </message>
    <message>
        <source>The project has changes that are not saved: its recipe, or results in its history. Save them?</source>
        <translation>项目的配方或历史中的结果有未保存的更改。是否保存？</translation>
    </message>
    <message>
        <source>a project that was never saved</source>
        <translation>从未保存的项目</translation>
    </message>
    <message>
        <source>Restore unsaved work</source>
        <translation>恢复未保存的工作</translation>
    </message>
    <message>
        <source>Vernier did not end properly. It kept unsaved work on %1 from %2. Restore it?</source>
        <translation>Vernier 上次未正常退出，已保留“%1”的未保存工作（%2）。是否恢复？</translation>
    </message>
    <message>
        <source>Vernier</source>
        <translation>Vernier</translation>
    </message>
    <message>
        <source>“%1” cannot be opened</source>
        <translation>无法打开“%1”</translation>
    </message>
    <message>
        <source>“%1” cannot be saved</source>
        <translation>无法保存“%1”</translation>
    </message>
    <message>
        <source>Open quantized model</source>
        <translation>打开量化模型</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>The recipe is that of %1. Ctrl+Z undoes it.</source>
        <translation>配方已换成 %1 的配方。Ctrl+Z 可撤销。</translation>
    </message>
    <message>
        <source>Open recipe</source>
        <translation>打开配方</translation>
    </message>
    <message>
        <source>Recipes (*.json);;All files (*)</source>
        <translation>配方 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Vernier projects and GGUF models (*.vernier *.gguf);;All files (*)</source>
        <translation>Vernier 项目和 GGUF 模型 (*.vernier *.gguf);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>vernier::QuantizedFolderDialog</name>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a type and its number of layers</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>ascendV1, version %1</source>
        <translation>ascendV1，版本 %1</translation>
    </message>
    <message>
        <source>Model type %1, saved as %2</source>
        <translation>模型类型 %1，保存为 %2</translation>
    </message>
    <message>
        <source>%1, %2 bits/weight</source>
        <translation>%1，每权重 %2 位</translation>
    </message>
    <message>
        <source>layers: %1</source>
        <translation>层数：%1</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>types as in the present recipe</source>
        <translation>类型与当前配方相同</translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) of another type than in the present recipe</source>
        <translation>
            <numerusform>%n 层的类型与当前配方不同</numerusform>
        </translation>
    </message>
    <message>
        <source> · </source>
        <translation> · </translation>
    </message>
    <message>
        <source>Files: %1.</source>
        <translation>文件：%1。</translation>
    </message>
    <message>
        <source>As a recipe: %1.</source>
        <translation>作为配方：%1。</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Being evaluated; the status strip shows how far it is.</source>
        <translation>正在评估；进度见状态条。</translation>
    </message>
    <message>
        <source>There is no evaluation text to measure on: choose one under File &gt; Texts.</source>
        <translation>没有用于测量的评估文本：请在“文件 &gt; 校准数据和评估文本”中选择。</translation>
    </message>
    <message>
        <source>Evaluated: KL %1 nats, perplexity %2. It is “%3” among the evaluations, where it can be compared with any recipe.</source>
        <translation>已评估：KL %1 nats，困惑度 %2。它在“评估”列表中名为“%3”，可与任意配方比较。</translation>
    </message>
    <message>
        <source>Not evaluated yet.</source>
        <translation>尚未评估。</translation>
    </message>
    <message>
        <source>Import the recipe of %1</source>
        <translation>导入 %1 的配方</translation>
    </message>
    <message>
        <source>Quantized model</source>
        <translation>量化模型</translation>
    </message>
    <message>
        <source>Layers of the saved model</source>
        <translation>已保存模型的层</translation>
    </message>
    <message>
        <source>Copy (TSV)</source>
        <translation>复制 (TSV)</translation>
    </message>
    <message>
        <source>&amp;Notes</source>
        <translation>说明(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Evaluate</source>
        <translation>评估(&amp;E)</translation>
    </message>
    <message>
        <source>Run the saved model on the project&apos;s evaluation text, against the float model. The result joins the evaluations.</source>
        <translation>在项目的评估文本上运行已保存的模型，与浮点模型比较。结果加入评估列表。</translation>
    </message>
    <message>
        <source>&amp;Import as recipe</source>
        <translation>导入为配方(&amp;I)</translation>
    </message>
    <message>
        <source>Make the rules that the files show the present recipe; calibration stays as it is. It can be undone.</source>
        <translation>把文件所体现的规则设为当前配方；校准设置不变。可以撤销。</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Size: %1</source>
        <translation>大小：%1</translation>
    </message>
</context>
<context>
    <name>vernier::RangeLines</name>
    <message>
        <source>act_method %1 and 3</source>
        <translation>act_method %1 和 3</translation>
    </message>
    <message>
        <source>act_method %1</source>
        <translation>act_method %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>1 (min-max)</source>
        <translation>1 (min-max)</translation>
    </message>
    <message>
        <source>2 (histogram)</source>
        <translation>2 (直方图)</translation>
    </message>
    <message>
        <source>3 (automatic)</source>
        <translation>3 (自动)</translation>
    </message>
    <message>
        <source>%1 and 3</source>
        <comment>act_method</comment>
        <translation>%1 和 3</translation>
    </message>
</context>
<context>
    <name>vernier::RecipeForm</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Set %1 to %2</source>
        <translation>将 %1 设为 %2</translation>
    </message>
</context>
<context>
    <name>vernier::RecipeInspector</name>
    <message>
        <source>Rules (%1)</source>
        <translation>规则 (%1)</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Preset %1</source>
        <translation>应用预设 %1</translation>
    </message>
    <message>
        <source>Refused because of %1, so it is not evaluated.</source>
        <translation>因 %1 被拒绝，不进行评估。</translation>
    </message>
    <message>
        <source>Refused: %1</source>
        <translation>被拒绝：%1</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Nothing to note: every rule does something, and nothing was replaced.</source>
        <translation>没有提示：每条规则都起作用，也没有内容被替换。</translation>
    </message>
    <message>
        <source>Not evaluated yet.</source>
        <translation>尚未评估。</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>另有 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Since the last evaluation: %1</source>
        <translation>自上次评估以来：%1</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>No model is open. Open a checkpoint folder or the demo; its recipe is edited here.</source>
        <translation>没有打开的模型。打开检查点文件夹或演示后，在此编辑其配方。</translation>
    </message>
    <message>
        <source>&amp;Preset</source>
        <translation>预设(&amp;P)</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>&lt;qt&gt;Numbers to start from. Layers left in float, rules that can stand beside the preset, and calibration stay as they are.&lt;/qt&gt;</source>
        <translation>&lt;qt&gt;作为起点的一组数值。保持浮点的层、可与预设并存的规则以及校准设置均保持不变。&lt;/qt&gt;</translation>
    </message>
    <message>
        <source>Fallback to float</source>
        <translation>回退为浮点</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>disable_names, disable_level and mix_cfg in order of precedence</source>
        <translation>按优先级排列的 disable_names、disable_level 和 mix_cfg</translation>
    </message>
    <message>
        <source>What was replaced or has no effect</source>
        <translation>被替换或不起作用的内容</translation>
    </message>
    <message>
        <source>quant.py, YAML and recipe.json, as they would be exported</source>
        <translation>将要导出的 quant.py、YAML 和 recipe.json</translation>
    </message>
    <message>
        <source>This recipe is evaluated.</source>
        <translation>当前配方已评估。</translation>
    </message>
    <message>
        <source>Custom (no preset)</source>
        <translation>自定义（无预设）</translation>
    </message>
    <message>
        <source>Warnings (%1)</source>
        <translation>提醒 (%1)</translation>
    </message>
    <message>
        <source>This recipe was evaluated earlier; its numbers are those stored in the project.</source>
        <translation>此配方先前已评估；显示的是项目中保存的数值。</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>Sparse and low-bit</source>
        <translation>稀疏与低比特</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Outlier suppression</source>
        <translation>离群值抑制</translation>
    </message>
    <message>
        <source>Improvements</source>
        <translation>改进</translation>
    </message>
    <message>
        <source>Loading and device</source>
        <translation>加载与设备</translation>
    </message>
    <message>
        <source>Chain methods</source>
        <translation>链方法</translation>
    </message>
    <message>
        <source>Tensor parallelism</source>
        <translation>张量并行</translation>
    </message>
    <message>
        <source>Notes on the imported recipe were read</source>
        <translation>已阅读导入配方的提示</translation>
    </message>
    <message>
        <source>Imported from %1, whose files do not tell everything:</source>
        <translation>导入自 %1，其文件并未说明全部信息：</translation>
    </message>
    <message>
        <source>• %1.</source>
        <translation>• %1。</translation>
    </message>
    <message>
        <source>I have checked this: do not show it again</source>
        <translation>我已核对：不再显示</translation>
    </message>
</context>
<context>
    <name>vernier::RecipePreview</name>
    <message>
        <source>Save %1</source>
        <translation>保存 %1</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the whole file</source>
        <translation>复制整个文件</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Save this file alone; the export dialog writes all of them</source>
        <translation>只保存此文件；导出对话框可写出全部文件</translation>
    </message>
    <message>
        <source>File to preview</source>
        <translation>要预览的文件</translation>
    </message>
    <message>
        <source>Python program for msModelSlim&apos;s v0 API</source>
        <translation>使用 msModelSlim v0 API 的 Python 程序</translation>
    </message>
    <message>
        <source>Configuration for msModelSlim v1: close to the same result, not equal</source>
        <translation>msModelSlim v1 的配置：结果接近，但不完全相同</translation>
    </message>
    <message>
        <source>The recipe as vernier-cli reads it</source>
        <translation>供 vernier-cli 读取的配方</translation>
    </message>
    <message>
        <source>Generated file</source>
        <translation>生成的文件</translation>
    </message>
</context>
<context>
    <name>vernier::RecipeText</name>
    <message numerus="yes">
        <source>%n layer(s) more in float</source>
        <translation>
            <numerusform>浮点层增加 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) less in float</source>
        <translation>
            <numerusform>浮点层减少 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>mix_cfg “%1”: %2 → %3</source>
        <translation>mix_cfg “%1”：%2 → %3</translation>
    </message>
    <message numerus="yes">
        <source>mix_cfg of %n layers or patterns: %1 → %2</source>
        <translation>
            <numerusform>%n 个层或通配模式的 mix_cfg：%1 → %2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 in another order</source>
        <translation>%1 的顺序改变</translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation>%1：%2 → %3</translation>
    </message>
    <message>
        <source>no change</source>
        <translation>无更改</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>另有 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Chosen by the largest input while the first calibration sample passes:</source>
        <translation>按首个校准样本经过时的最大输入值选出：</translation>
    </message>
    <message>
        <source>Chosen by range score, the largest activation over the standard deviation:</source>
        <translation>按值域得分（最大激活除以标准差）选出：</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>layer and its score</comment>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另外 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vernier::RowErrorPlot</name>
    <message>
        <source>Rank of the output channel, largest error first</source>
        <translation>输出通道排名（误差从大到小）</translation>
    </message>
    <message>
        <source>Output channel</source>
        <translation>输出通道</translation>
    </message>
    <message>
        <source>Relative error, %</source>
        <translation>相对误差 (%)</translation>
    </message>
    <message>
        <source>one scale per channel</source>
        <translation>每通道一个缩放系数</translation>
    </message>
    <message>
        <source>one scale per tensor</source>
        <translation>每张量一个缩放系数</translation>
    </message>
    <message>
        <source>Quantization error of each output channel</source>
        <translation>各输出通道的量化误差</translation>
    </message>
    <message>
        <source>Output channel %1: %2 per channel, %3 per tensor</source>
        <translation>输出通道 %1：逐通道 %2，逐张量 %3</translation>
    </message>
</context>
<context>
    <name>vernier::RowRangePlot</name>
    <message>
        <source>Rank of the output channel, widest first</source>
        <translation>输出通道排名（值域从宽到窄）</translation>
    </message>
    <message>
        <source>Output channel</source>
        <translation>输出通道</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>largest</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>smallest</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>Range of each output channel&apos;s weights</source>
        <translation>各输出通道的权重值域</translation>
    </message>
    <message>
        <source>Output channel %1: %2 … %3</source>
        <translation>输出通道 %1：%2 … %3</translation>
    </message>
</context>
<context>
    <name>vernier::RuleDialog</name>
    <message>
        <source>Patterns are * for any characters, ? for one, [seq] for one of these. They match whole names.</source>
        <translation>通配模式：* 匹配任意多个字符，? 匹配一个字符，[seq] 匹配其中任一字符。须匹配完整名称。</translation>
    </message>
    <message>
        <source>Edit rule</source>
        <translation>编辑规则</translation>
    </message>
    <message>
        <source>Add rule</source>
        <translation>添加规则</translation>
    </message>
    <message>
        <source>&amp;Kind</source>
        <translation>种类(&amp;K)</translation>
    </message>
    <message>
        <source>Type by name or pattern (mix_cfg)</source>
        <translation>按名称或通配模式指定类型 (mix_cfg)</translation>
    </message>
    <message>
        <source>Leave one layer in float (disable_names)</source>
        <translation>让一个层保持浮点 (disable_names)</translation>
    </message>
    <message>
        <source>&amp;Name or pattern</source>
        <translation>名称或通配模式(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Type</source>
        <translation>类型(&amp;T)</translation>
    </message>
    <message>
        <source>Kind of rule</source>
        <translation>规则种类</translation>
    </message>
    <message>
        <source>Layer name or pattern</source>
        <translation>层名称或通配模式</translation>
    </message>
    <message>
        <source>Type of the layers</source>
        <translation>层的类型</translation>
    </message>
</context>
<context>
    <name>vernier::RulesList</name>
    <message>
        <source>Rules in order of precedence</source>
        <translation>按优先级排列的规则</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation>添加规则</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Change the rule</source>
        <translation>修改规则</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete the selected rules, or switch them off</source>
        <translation>删除所选规则，或将其关闭</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Try this pattern before the one above it</source>
        <translation>使此通配模式先于上一个匹配</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Try this pattern after the one below it</source>
        <translation>使此通配模式后于下一个匹配</translation>
    </message>
    <message>
        <source>Select layers</source>
        <translation>选中层</translation>
    </message>
    <message>
        <source>Select the layers that the rule matches, in every view</source>
        <translation>在所有视图中选中此规则匹配的层</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>The upper rule wins. Double-click a rule to select its layers.</source>
        <translation>靠上的规则优先。双击规则可选中其匹配的层。</translation>
    </message>
    <message>
        <source>Edit rule %1</source>
        <translation>编辑规则 %1</translation>
    </message>
    <message>
        <source>Add rule %1</source>
        <translation>添加规则 %1</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n rule(s)</source>
        <translation>
            <numerusform>删除 %n 条规则</numerusform>
        </translation>
    </message>
    <message>
        <source>Move rule %1</source>
        <translation>移动规则 %1</translation>
    </message>
</context>
<context>
    <name>vernier::RulesModel</name>
    <message>
        <source>Layers that are left in float by their full names. Nothing beats them.</source>
        <translation>按完整名称保持浮点的层。优先级最高。</translation>
    </message>
    <message>
        <source>Types by name or pattern. An exact name beats every pattern; among patterns the upper one wins.</source>
        <translation>按名称或通配模式指定的类型。精确名称优先于所有通配模式；通配模式之间，靠上的优先。</translation>
    </message>
    <message numerus="yes">
        <source>Decides the %n layer(s) that no rule names.</source>
        <translation>
            <numerusform>没有规则指明的其余 %n 个层由此决定。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Decides all %n layer(s) it matches.</source>
        <translation>
            <numerusform>决定其匹配的全部 %n 个层。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Decides %1 of the %n layer(s) it matches. Stronger rules have the others, most of them %2.</source>
        <translation>
            <numerusform>在其匹配的 %n 个层中决定 %1 个；其余由优先级更高的规则决定，其中以 %2 最多。</numerusform>
        </translation>
    </message>
    <message>
        <source>Decides nothing: rules name every layer.</source>
        <translation>不起作用：所有层都已由规则指明。</translation>
    </message>
    <message numerus="yes">
        <source>Shadowed: it decides none of the %n layer(s) it matches. Stronger rules have them, most of all %1.</source>
        <translation>
            <numerusform>被遮蔽：匹配 %n 个层，但一个也不决定；这些层由优先级更高的规则决定，其中以 %1 最多。</numerusform>
        </translation>
    </message>
    <message>
        <source>No layer has this name, and msModelSlim refuses that. Entries are full names, not patterns.</source>
        <translation>没有层叫此名称，msModelSlim 会拒绝这样的条目。条目须为完整名称，不能是通配模式。</translation>
    </message>
    <message>
        <source>Matches no layer of this model, so it does nothing.</source>
        <translation>不匹配此模型的任何层，因此不起作用。</translation>
    </message>
    <message>
        <source>Which layers it takes is known once their range scores are measured on the calibration data.</source>
        <translation>在校准数据上测得值域得分后，才能确定它选中哪些层。</translation>
    </message>
    <message>
        <source>Off: the last linear layer follows the other rules.</source>
        <translation>关闭：最后一个线性层服从其他规则。</translation>
    </message>
    <message>
        <source>Off: no layer is left in float by its range score.</source>
        <translation>关闭：没有层因值域得分而保持浮点。</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Layers the rule decides, of those it matches</source>
        <translation>规则决定的层数 / 匹配的层数</translation>
    </message>
</context>
<context>
    <name>vernier::SamplePage</name>
    <message>
        <source>Sample %1 holds the largest activation (%2), sample %3 the smallest (%4).</source>
        <translation>最大激活 (%2) 来自样本 %1，最小激活 (%4) 来自样本 %3。</translation>
    </message>
    <message>
        <source>act_method 1 averages the samples&apos; extremes: %1, step %2. Leave samples out to see what they do to it.</source>
        <translation>act_method 1 取各样本极值的均值：%1，步长 %2。可排除样本，查看其影响。</translation>
    </message>
    <message numerus="yes">
        <source>Without %n sample(s), act_method 1 would give %1 with step %2, instead of %3 with step %4: the step changes by %5. Only tried out here: the recipe keeps them.</source>
        <translation>
            <numerusform>排除 %n 个样本后，act_method 1 得到 %1，步长 %2；原为 %3，步长 %4：步长变化 %5。此处仅为试算，配方仍使用这些样本。</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Leave out sample %1</source>
        <translation>排除样本 %1(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Take back sample %1</source>
        <translation>恢复样本 %1(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Leave out this sample</source>
        <translation>排除此样本(&amp;L)</translation>
    </message>
    <message>
        <source>Try act_method 1 without the chosen sample (double click its bar, or press space on it). The recipe is not changed.</source>
        <translation>试算不含所选样本的 act_method 1（双击其条形，或在条形上按空格键）。不更改配方。</translation>
    </message>
    <message>
        <source>&amp;Use all samples</source>
        <translation>使用全部样本(&amp;U)</translation>
    </message>
    <message>
        <source>Take back every sample that was left out</source>
        <translation>恢复所有被排除的样本</translation>
    </message>
</context>
<context>
    <name>vernier::SampleRangePlot</name>
    <message>
        <source>act_method 1: %1</source>
        <translation>act_method 1：%1</translation>
    </message>
    <message>
        <source>without them: %1</source>
        <translation>排除后：%1</translation>
    </message>
    <message>
        <source>Calibration sample</source>
        <translation>校准样本</translation>
    </message>
    <message>
        <source>Range of each calibration sample</source>
        <translation>各校准样本的值域</translation>
    </message>
    <message>
        <source>Left and right choose a sample, space leaves it out or takes it back.</source>
        <translation>左右方向键选择样本，空格键排除或恢复样本。</translation>
    </message>
    <message>
        <source>Sample %1: %2 … %3</source>
        <translation>样本 %1：%2 … %3</translation>
    </message>
    <message>
        <source>Activation</source>
        <translation>激活</translation>
    </message>
</context>
<context>
    <name>vernier::SchemeText</name>
    <message>
        <source>static min-max</source>
        <translation>静态 min-max</translation>
    </message>
    <message>
        <source>static histogram</source>
        <translation>静态直方图</translation>
    </message>
    <message>
        <source>static, method chosen after calibration</source>
        <translation>静态，校准后选定方法</translation>
    </message>
    <message>
        <source>groups of %1</source>
        <translation>每组 %1 个权重</translation>
    </message>
    <message>
        <source>one weight scale per tensor</source>
        <translation>权重每张量一个缩放系数</translation>
    </message>
    <message>
        <source>one weight scale per channel</source>
        <translation>权重每通道一个缩放系数</translation>
    </message>
    <message>
        <source>asymmetric weights</source>
        <translation>非对称权重</translation>
    </message>
    <message>
        <source>activations per token</source>
        <translation>激活逐 token</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>blocks of %1</source>
        <translation>每块 %1</translation>
    </message>
    <message>
        <source>two levels of weight scales, per channel and in groups of %1</source>
        <translation>两级权重缩放系数：逐通道和每组 %1</translation>
    </message>
    <message>
        <source>GPTQ as published, largest inputs first</source>
        <translation>按论文的 GPTQ，输入最大者优先</translation>
    </message>
    <message>
        <source>GPTQ as published</source>
        <translation>按论文的 GPTQ</translation>
    </message>
    <message>
        <source>HQQ as published</source>
        <translation>按论文的 HQQ</translation>
    </message>
    <message>
        <source>sparse, the largest %1 of the tensor are outliers</source>
        <translation>稀疏，张量中最大的 %1 为离群值</translation>
    </message>
    <message>
        <source>sparse, the largest %1 of each row are outliers</source>
        <translation>稀疏，每行中最大的 %1 为离群值</translation>
    </message>
    <message>
        <source>sparse, outliers beyond %1 sigma</source>
        <translation>稀疏，超过 %1 倍 sigma 为离群值</translation>
    </message>
</context>
<context>
    <name>vernier::SensitivityView</name>
    <message>
        <source>Layers by sensitivity</source>
        <translation>按敏感度排列的层</translation>
    </message>
    <message>
        <source>Scroll the layers</source>
        <translation>滚动层列表</translation>
    </message>
    <message>
        <source>&amp;Worst layers:</source>
        <translation>最差层数(&amp;W)：</translation>
    </message>
    <message>
        <source>How many layers, counted from the top of the list</source>
        <translation>从列表顶部数起的层数</translation>
    </message>
    <message>
        <source>Number of the worst layers to select</source>
        <translation>要选中的最差层数</translation>
    </message>
    <message>
        <source>Sele&amp;ct</source>
        <translation>选中(&amp;C)</translation>
    </message>
    <message>
        <source>Select that many layers from the top of the list</source>
        <translation>从列表顶部选中这么多层</translation>
    </message>
    <message>
        <source>Leave the selected layers in float (disable_names)</source>
        <translation>让所选层保持浮点 (disable_names)</translation>
    </message>
    <message>
        <source>Single effects add up to %1 nats per token; all layers together cost %2, %3 of the sum.</source>
        <translation>各层单独的影响合计为每 token %1 nat；所有层一起量化的代价为 %2，是合计的 %3。</translation>
    </message>
    <message>
        <source>They overlap: repairing one layer gains less than its bar says.</source>
        <translation>影响相互重叠：修复一层的收益小于其条形所示。</translation>
    </message>
    <message>
        <source>They amplify each other: repairing one layer can gain more than its bar says.</source>
        <translation>影响相互放大：修复一层的收益可能大于其条形所示。</translation>
    </message>
    <message>
        <source>They nearly add up: a bar says about what repairing its layer gains.</source>
        <translation>影响近似可加：条形大致等于修复该层的收益。</translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) not measured.</source>
        <translation>
            <numerusform>%n 个层未测量。</numerusform>
        </translation>
    </message>
    <message>
        <source>Hatched, with F: left in float by the present recipe.</source>
        <translation>带斜线并标有 F：在当前配方中保持浮点。</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>The error of each layer&apos;s own output on float inputs; what the model as a whole loses is the end-to-end KL.</source>
        <translation>以浮点输入计算的各层自身输出误差；整个模型的损失见端到端 KL。</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Fall back %n layer(s)</source>
        <translation>
            <numerusform>回退 %n 个层(&amp;F)</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Fall back</source>
        <translation>回退(&amp;F)</translation>
    </message>
    <message>
        <source>Type that was measured</source>
        <translation>所测量的类型</translation>
    </message>
    <message>
        <source>The type that the layers were quantized to one by one. Measure &gt; All types measures what mix_cfg could give them instead.</source>
        <translation>逐层量化时所用的类型。“测量”菜单中的“所有类型”会测量 mix_cfg 可为各层指定的其他类型。</translation>
    </message>
    <message>
        <source>Diamond: noise of the same size, spread evenly. Far left of the bar&apos;s end: where the error lies matters; else its size.</source>
        <translation>菱形：同样大小、均匀分布的噪声。远在条形末端左侧时，关键是误差的位置；否则是误差的大小。</translation>
    </message>
</context>
<context>
    <name>vernier::SparseForm</name>
    <message>
        <source>W8A8S by share of the tensor</source>
        <translation>按张量占比的 W8A8S</translation>
    </message>
    <message>
        <source>not sparse</source>
        <translation>非稀疏</translation>
    </message>
    <message>
        <source>low-bit family</source>
        <translation>低比特系列</translation>
    </message>
    <message>
        <source>plain quantization</source>
        <translation>普通量化</translation>
    </message>
    <message>
        <source>outliers apart, per channel</source>
        <translation>分出离群值，逐通道</translation>
    </message>
    <message>
        <source>no outliers, in groups</source>
        <translation>不分离群值，分组</translation>
    </message>
    <message>
        <source>outliers by sigma_factor</source>
        <translation>离群值按 sigma_factor</translation>
    </message>
    <message>
        <source>outliers by fraction</source>
        <translation>离群值按 fraction</translation>
    </message>
    <message>
        <source>power-law codes</source>
        <translation>幂律量化值</translation>
    </message>
    <message>
        <source>evenly spaced codes</source>
        <translation>等间隔量化值</translation>
    </message>
    <message>
        <source>search for smoothing scales</source>
        <translation>搜索平滑缩放系数</translation>
    </message>
    <message>
        <source>no search</source>
        <translation>不搜索</translation>
    </message>
</context>
<context>
    <name>vernier::SplitGroups</name>
    <message>
        <source>Block %1: %2</source>
        <translation>块 %1：%2</translation>
    </message>
    <message numerus="yes">
        <source>All %n group(s)</source>
        <translation>
            <numerusform>全部 %n 组</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2, decided by %3</source>
        <translation>%1：%2，由 %3 决定</translation>
    </message>
    <message>
        <source>%1 (by hand)</source>
        <translation>%1 (手动)</translation>
    </message>
    <message>
        <source>%1 (disable_level)</source>
        <translation>%1 (disable_level)</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between layers</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>Set all to %1</source>
        <translation>全部设为 %1</translation>
    </message>
    <message>
        <source>Set all to the group&apos;s type</source>
        <translation>全部设为各组的类型</translation>
    </message>
    <message>
        <source>Leave the rest of split groups in float</source>
        <translation>让被拆分的组中其余的层保持浮点</translation>
    </message>
    <message>
        <source>Give split groups one type</source>
        <translation>统一被拆分的组的类型</translation>
    </message>
    <message>
        <source>Split group</source>
        <translation>被拆分的组</translation>
    </message>
    <message>
        <source>Leave all in float</source>
        <translation>全部保持浮点</translation>
    </message>
    <message>
        <source>&lt;qt&gt;Leave the other layers of the chosen group in float, too (disable_names); a scheme that one of them was given by hand goes. One step that can be undone.&lt;/qt&gt;</source>
        <translation>&lt;qt&gt;让所选组中的其余层也保持浮点 (disable_names)；其中手动设置的方案会被取消。作为一步操作，可以撤销。&lt;/qt&gt;</translation>
    </message>
    <message>
        <source>&lt;qt&gt;Give the layers that were set by hand the type of the others in the chosen group. One step that can be undone.&lt;/qt&gt;</source>
        <translation>&lt;qt&gt;把所选组中手动设置的层改为与其余层相同的类型。作为一步操作，可以撤销。&lt;/qt&gt;</translation>
    </message>
</context>
<context>
    <name>vernier::StatusStrip</name>
    <message>
        <source>not evaluated yet</source>
        <translation>尚未评估</translation>
    </message>
    <message>
        <source>of an earlier recipe</source>
        <translation>来自先前的配方</translation>
    </message>
    <message>
        <source>%1 of float</source>
        <translation>浮点的 %1</translation>
    </message>
    <message>
        <source>The model is not loaded</source>
        <translation>模型未加载</translation>
    </message>
    <message>
        <source>No model is open</source>
        <translation>没有打开的模型</translation>
    </message>
    <message>
        <source>This recipe cannot run</source>
        <translation>此配方无法运行</translation>
    </message>
    <message>
        <source>Exact, %1 tokens</source>
        <translation>精确，%1 个 token</translation>
    </message>
    <message>
        <source>The present recipe was run on the whole evaluation text in %1.</source>
        <translation>当前配方已在整个评估文本上运行，用时 %1。</translation>
    </message>
    <message>
        <source>No evaluation text</source>
        <translation>没有评估文本</translation>
    </message>
    <message>
        <source>The evaluation failed</source>
        <translation>评估失败</translation>
    </message>
    <message>
        <source>Jobs and messages say why.</source>
        <translation>原因见“任务与消息”。</translation>
    </message>
    <message>
        <source>Of an earlier recipe</source>
        <translation>来自先前的配方</translation>
    </message>
    <message>
        <source>Not evaluated yet</source>
        <translation>尚未评估</translation>
    </message>
    <message>
        <source>The numbers are of the present recipe already.</source>
        <translation>这些数值已对应当前配方。</translation>
    </message>
    <message>
        <source>Quantize by the present recipe and compare with the float model on the evaluation text.</source>
        <translation>按当前配方量化，并在评估文本上与浮点模型比较。</translation>
    </message>
    <message>
        <source>%1: waiting</source>
        <translation>%1：等待中</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>Float perplexity</source>
        <translation>浮点困惑度</translation>
    </message>
    <message>
        <source>Perplexity of the float model on the evaluation text: the best that quantization can keep.</source>
        <translation>浮点模型在评估文本上的困惑度：量化所能保持的最好水平。</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Perplexity of the quantized model on the same text, with its standard error. Most of that error is the text&apos;s and cancels in the difference.</source>
        <translation>量化模型在同一文本上的困惑度，附标准误差。误差大部分来自文本，求差值时会抵消。</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>Perplexity, quantized minus float, token by token, with its standard error. Can hide damage: errors in both directions cancel.</source>
        <translation>困惑度的差值（量化减浮点，逐 token 比较），附标准误差。可能掩盖损伤：两个方向的误差会相互抵消。</translation>
    </message>
    <message>
        <source>KL divergence</source>
        <translation>KL 散度</translation>
    </message>
    <message>
        <source>Mean Kullback–Leibler divergence of the next-token distributions, float to quantized, in nats, with its standard error. 0 means the same predictions; nothing cancels here.</source>
        <translation>下一 token 分布从浮点到量化的 Kullback–Leibler 散度均值（单位 nat），附标准误差。0 表示预测完全相同；此处不会相互抵消。</translation>
    </message>
    <message>
        <source>Same top-1</source>
        <translation>top-1 一致率</translation>
    </message>
    <message>
        <source>Share of tokens for which both models hold the same next token most likely, with its standard error.</source>
        <translation>两个模型预测的最可能的下一 token 相同的比例，附标准误差。</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Bits/weight</source>
        <translation>每权重比特数</translation>
    </message>
    <message>
        <source>Size in bits over the number of parameters, layers left in float included.</source>
        <translation>总比特数除以参数个数，包含保持浮点的层。</translation>
    </message>
    <message>
        <source>&amp;Auto</source>
        <translation>自动(&amp;A)</translation>
    </message>
    <message>
        <source>Evaluate a changed recipe by itself, a moment after the last edit.</source>
        <translation>最后一次编辑后稍候，自动评估更改后的配方。</translation>
    </message>
    <message>
        <source>Evaluate automatically</source>
        <translation>自动评估</translation>
    </message>
    <message>
        <source>Eva&amp;luate</source>
        <translation>评估(&amp;L)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop the running job.</source>
        <translation>停止正在运行的任务。</translation>
    </message>
    <message>
        <source>Progress of the running job</source>
        <translation>正在运行的任务的进度</translation>
    </message>
    <message>
        <source>Choose one under File &gt; Calibration and evaluation texts; without it nothing can be evaluated.</source>
        <translation>请在“文件 &gt; 校准与评估文本”中选择；没有评估文本就无法评估。</translation>
    </message>
    <message>
        <source>The evaluation waits</source>
        <translation>评估正在等待</translation>
    </message>
    <message>
        <source>Evaluating…</source>
        <translation>正在评估…</translation>
    </message>
    <message>
        <source>Until it is done, the numbers are of an earlier recipe.</source>
        <translation>评估完成之前，显示的是先前配方的数值。</translation>
    </message>
    <message>
        <source>%1: paused</source>
        <translation>%1：已暂停</translation>
    </message>
    <message>
        <source>stored in the project, not measured again</source>
        <translation>项目中保存的数值，尚未重新测量</translation>
    </message>
    <message>
        <source>Stored in the project</source>
        <translation>项目中保存的数值</translation>
    </message>
    <message>
        <source>The present recipe was evaluated on this model and text before; Evaluate measures it again.</source>
        <translation>当前配方此前已在此模型和文本上评估过；按“评估”可重新测量。</translation>
    </message>
    <message>
        <source>on the first %1 tokens; the evaluation goes on</source>
        <translation>基于前 %1 个 token；评估仍在进行</translation>
    </message>
    <message>
        <source>estimated from layers that were measured one by one, with the error of such estimates</source>
        <translation>由逐层测量的结果估计，并给出此类估计的误差</translation>
    </message>
    <message>
        <source>Until it is done, the numbers are estimated from layers that were measured one by one.</source>
        <translation>完成之前，这些数值由逐层测量的结果估计。</translation>
    </message>
    <message>
        <source>The numbers are of the first part of the text; their errors shrink as the evaluation goes on.</source>
        <translation>这些数值来自文本的前一部分；随着评估进行，误差会缩小。</translation>
    </message>
    <message>
        <source>Estimated, not evaluated</source>
        <translation>估计值，尚未评估</translation>
    </message>
    <message>
        <source>The numbers are estimated from layers that were measured one by one; Evaluate measures the recipe.</source>
        <translation>这些数值由逐层测量的结果估计；点“评估”测量该配方。</translation>
    </message>
    <message>
        <source>Beside it: what that is of the float checkpoint.</source>
        <translation>旁边的数字：占浮点检查点的比例。</translation>
    </message>
    <message>
        <source>No calibration texts</source>
        <translation>没有校准文本</translation>
    </message>
    <message>
        <source>The present recipe sets ranges by them. Choose some, or a recipe that needs none.</source>
        <translation>当前配方用校准文本确定值域。请选择校准文本，或改用不需要校准的配方。</translation>
    </message>
    <message>
        <source>Te&amp;xts…</source>
        <translation>文本(&amp;X)…</translation>
    </message>
    <message>
        <source>Choose the data that ranges are calibrated on and the text that models are compared on.</source>
        <translation>选择用于校准值域的数据，以及用于比较模型的文本。</translation>
    </message>
    <message>
        <source>Preview, %1 tokens</source>
        <translation>预览，%1 个 token</translation>
    </message>
</context>
<context>
    <name>vernier::StoredLayerModel</name>
    <message>
        <source>The present recipe makes something else of this layer: %1</source>
        <translation>当前配方对该层的处理不同：%1</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Saved as</source>
        <translation>保存为</translation>
    </message>
    <message>
        <source>Present recipe</source>
        <translation>当前配方</translation>
    </message>
    <message>
        <source>Out × in</source>
        <translation>输出 × 输入</translation>
    </message>
    <message>
        <source>Weight scales</source>
        <translation>权重缩放系数</translation>
    </message>
    <message>
        <source>Input scale</source>
        <translation>输入缩放系数</translation>
    </message>
    <message>
        <source>Input offset</source>
        <translation>输入零点</translation>
    </message>
    <message>
        <source>Full module name, as disable_names and mix_cfg spell it</source>
        <translation>完整模块名，即 disable_names 和 mix_cfg 中的写法</translation>
    </message>
    <message>
        <source>The label in the model&apos;s description</source>
        <translation>模型描述文件中的标签</translation>
    </message>
    <message>
        <source>What the present recipe makes of the layer; bold where it is something else</source>
        <translation>当前配方对该层的处理；不同处为粗体</translation>
    </message>
    <message>
        <source>Output and input channels of the weight</source>
        <translation>权重的输出和输入通道数</translation>
    </message>
    <message>
        <source>What shares a weight scale, as the shapes in the files show it</source>
        <translation>共享一个权重缩放系数的范围，由文件中的形状得出</translation>
    </message>
    <message>
        <source>Step of static activations</source>
        <translation>静态激活的步长</translation>
    </message>
    <message>
        <source>Zero point of static activations</source>
        <translation>静态激活的零点</translation>
    </message>
</context>
<context>
    <name>vernier::TensorParallelForm</name>
    <message>
        <source>%1 ranks</source>
        <translation>%1 个 rank</translation>
    </message>
    <message>
        <source>not split</source>
        <translation>不切分</translation>
    </message>
    <message>
        <source>8 bits</source>
        <translation>8 位</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>own scales</source>
        <translation>各自缩放</translation>
    </message>
    <message>
        <source>shared scales</source>
        <translation>共用缩放</translation>
    </message>
</context>
<context>
    <name>vernier::TextsDialog</name>
    <message>
        <source>Read calibration data and text</source>
        <translation>读取校准数据和评估文本</translation>
    </message>
    <message>
        <source>No calibration data: only weight-only and dynamic recipes without suppression can run.</source>
        <translation>没有校准数据：只能运行不做离群值抑制的仅权重量化或动态量化配方。</translation>
    </message>
    <message>
        <source>No evaluation text: recipes cannot be evaluated.</source>
        <translation>没有评估文本：无法评估配方。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 samples, %2 tokens, the longest %3</source>
        <translation>%1 个样本，%2 个 token，最长 %3</translation>
    </message>
    <message>
        <source>%1 windows, %2 tokens, %3 predictions</source>
        <translation>%1 个窗口，%2 个 token，%3 次预测</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Open a model first: its tokenizer reads the texts.</source>
        <translation>请先打开模型：文本由模型的分词器读取。</translation>
    </message>
    <message>
        <source>Change calibration data and text</source>
        <translation>更改校准数据和评估文本</translation>
    </message>
    <message>
        <source>Calibration data and evaluation text</source>
        <translation>校准数据和评估文本</translation>
    </message>
    <message>
        <source>&amp;Calibration data</source>
        <translation>校准数据(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Evaluation text</source>
        <translation>评估文本(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Windows</source>
        <translation>窗口(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Tokens</source>
        <translation>Token 数(&amp;T)</translation>
    </message>
    <message>
        <source>stream: all documents joined and cut</source>
        <translation>stream：所有文档连接后切分</translation>
    </message>
    <message>
        <source>documents: each by itself</source>
        <translation>documents：每个文档单独处理</translation>
    </message>
    <message>
        <source>&lt;qt&gt;How the text becomes windows. stream drops the rest that fills no window; documents cuts each document to its first tokens.&lt;/qt&gt;</source>
        <translation>&lt;qt&gt;文本如何划分为窗口。stream 丢弃末尾不足一个窗口的部分；documents 只保留每个文档开头的 token。&lt;/qt&gt;</translation>
    </message>
    <message>
        <source>&lt;qt&gt;Tokens of a window. Recipes are only comparable on the same windows.&lt;/qt&gt;</source>
        <translation>&lt;qt&gt;每个窗口的 token 数。只有窗口相同，配方之间才可比较。&lt;/qt&gt;</translation>
    </message>
    <message>
        <source>&lt;qt&gt;Text with documents that end at lines &amp;lt;|endoftext|&amp;gt;, JSON lines with prompt, text or inputs_pretokenized, or lists of token ids.&lt;/qt&gt;</source>
        <translation>&lt;qt&gt;以 &amp;lt;|endoftext|&amp;gt; 行分隔文档的文本，含 prompt、text 或 inputs_pretokenized 的 JSON Lines，或 token id 列表。&lt;/qt&gt;</translation>
    </message>
    <message>
        <source>Texts (*.txt *.jsonl *.json *.md);;All files (*)</source>
        <translation>文本 (*.txt *.jsonl *.json *.md);;所有文件 (*)</translation>
    </message>
    <message>
        <source>None; drop a file here</source>
        <translation>无；可将文件拖放到此处</translation>
    </message>
    <message>
        <source>Calibration data</source>
        <translation>校准数据</translation>
    </message>
    <message>
        <source>Evaluation text</source>
        <translation>评估文本</translation>
    </message>
    <message>
        <source>How the text becomes windows</source>
        <translation>文本如何划分为窗口</translation>
    </message>
    <message>
        <source>Tokens of a window</source>
        <translation>每个窗口的 token 数</translation>
    </message>
</context>
<context>
    <name>vernier::TokenPage</name>
    <message>
        <source>%1 of %2 tokens leave the range of %3, %4.</source>
        <translation>%2 个 token 中有 %1 个超出 %3 的值域 (%4)。</translation>
    </message>
    <message>
        <source>The layer has no static range in this recipe; %1 of %2 tokens would leave that of %3, %4.</source>
        <translation>此层在当前配方中没有静态值域；%2 个 token 中有 %1 个会超出 %3 的值域 (%4)。</translation>
    </message>
    <message>
        <source>In all samples: %1 of %2.</source>
        <translation>全部样本：%1 / %2。</translation>
    </message>
</context>
<context>
    <name>vernier::TokenRangePlot</name>
    <message>
        <source>no tokenizer</source>
        <translation>没有分词器</translation>
    </message>
    <message>
        <source>Token %1: %2</source>
        <translation>Token %1：%2</translation>
    </message>
    <message>
        <source>Largest: %1</source>
        <translation>最大值：%1</translation>
    </message>
    <message>
        <source>Smallest: %1</source>
        <translation>最小值：%1</translation>
    </message>
    <message>
        <source>Leaves the static range</source>
        <translation>超出静态值域</translation>
    </message>
    <message>
        <source>Activation</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>Range of each token&apos;s activations</source>
        <translation>各 token 的激活值域</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Position of the token (zoom in to read the tokens)</source>
        <translation>Token 位置（放大可查看 token 文本）</translation>
    </message>
</context>
<context>
    <name>vernier::WeightHistogramPlot</name>
    <message>
        <source>Weight (ticks along the top: steps of the grid, zoom in to see them)</source>
        <translation>权重（顶部刻线：量化网格的各级，放大可见）</translation>
    </message>
    <message>
        <source>Weights in a bin</source>
        <translation>每个区间的权重数</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Histogram of the weights</source>
        <translation>权重直方图</translation>
    </message>
</context>
<context>
    <name>vernier::WeightsForm</name>
    <message>
        <source>16: weights stay float</source>
        <translation>16：权重保持浮点</translation>
    </message>
    <message>
        <source>MinMax: nearest code</source>
        <translation>MinMax：最近的量化值</translation>
    </message>
    <message>
        <source>GPTQ: errors made up for</source>
        <translation>GPTQ：补偿误差</translation>
    </message>
    <message>
        <source>HQQ: scales refined</source>
        <translation>HQQ：优化缩放系数</translation>
    </message>
    <message>
        <source>NF: codes of a normal distribution</source>
        <translation>NF：正态分布量化值</translation>
    </message>
    <message>
        <source>one scale per tensor</source>
        <translation>每张量一个缩放系数</translation>
    </message>
    <message>
        <source>one scale per channel</source>
        <translation>每通道一个缩放系数</translation>
    </message>
    <message>
        <source>weights without zero point</source>
        <translation>权重不带零点</translation>
    </message>
    <message>
        <source>weights with zero point</source>
        <translation>权重带零点</translation>
    </message>
</context>
<context>
    <name>vernier::WeightsView</name>
    <message>
        <source>The model is being opened…</source>
        <translation>正在打开模型…</translation>
    </message>
    <message>
        <source>Open a model to see the weights of its layers.</source>
        <translation>打开模型以查看各层的权重。</translation>
    </message>
    <message>
        <source>Select a layer in the map or in the table to see its weights.</source>
        <translation>在精度图或层表中选择一个层，查看其权重。</translation>
    </message>
    <message>
        <source>The weights of this layer could not be measured; the message says why.</source>
        <translation>无法测量此层的权重，原因见消息。</translation>
    </message>
    <message>
        <source>The weights are being measured…</source>
        <translation>正在测量权重…</translation>
    </message>
    <message>
        <source>Weights of %1</source>
        <translation>%1 的权重</translation>
    </message>
    <message>
        <source>The weight is the one after outlier suppression %1, which the recipe does first.</source>
        <translation>显示的是离群值抑制 %1 之后的权重；配方会先执行该抑制。</translation>
    </message>
    <message>
        <source>The weight is the one before outlier suppression, which the recipe does first.</source>
        <translation>显示的是离群值抑制之前的权重；配方会先执行该抑制。</translation>
    </message>
    <message>
        <source>One scale per channel: error %1, steps %2 … %3, median %4.</source>
        <translation>每通道一个缩放系数：误差 %1，步长 %2 … %3，中位数 %4。</translation>
    </message>
    <message>
        <source>One scale per tensor: error %1, step %2.</source>
        <translation>每张量一个缩放系数：误差 %1，步长 %2。</translation>
    </message>
    <message>
        <source>%1 bits.</source>
        <translation>%1 位。</translation>
    </message>
    <message>
        <source>&amp;Sorted</source>
        <translation>排序(&amp;S)</translation>
    </message>
    <message>
        <source>Output channels by size instead of by number</source>
        <translation>输出通道按大小而非编号排列</translation>
    </message>
    <message>
        <source>&amp;Logarithmic</source>
        <translation>对数(&amp;L)</translation>
    </message>
    <message>
        <source>Logarithmic counts</source>
        <translation>计数取对数刻度</translation>
    </message>
    <message>
        <source>&amp;Rows</source>
        <translation>行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Errors</source>
        <translation>误差(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Histogram</source>
        <translation>直方图(&amp;H)</translation>
    </message>
    <message>
        <source>Smallest and largest weight of every output channel</source>
        <translation>各输出通道的最小和最大权重</translation>
    </message>
    <message>
        <source>Relative quantization error of every output channel</source>
        <translation>各输出通道的相对量化误差</translation>
    </message>
    <message>
        <source>How often each weight occurs, with the steps of the grid</source>
        <translation>各权重值出现的次数，以及网格的各级</translation>
    </message>
    <message>
        <source>Error: root of the squared rounding error over the squared weights</source>
        <translation>误差：舍入误差平方和与权重平方和之比的平方根</translation>
    </message>
    <message>
        <source>The plots show what 8 bits with one scale per channel would do.</source>
        <translation>图中显示的是每通道一个缩放系数的 8 位量化的效果。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>two sentences</comment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>The recipe leaves this weight in float.</source>
        <translation>配方让此权重保持浮点。</translation>
    </message>
    <message>
        <source>%1 codes are not evenly spaced and blocks of %2 weights share a scale, which cannot be shown here.</source>
        <translation>%1 的量化值不等间隔，且每 %2 个权重为一块共用缩放系数，此处无法显示。</translation>
    </message>
    <message>
        <source>%1 rounds outliers and the other weights to different ranges, which cannot be shown here.</source>
        <translation>%1 将离群值与其余权重取整到不同的值域，此处无法显示。</translation>
    </message>
    <message>
        <source>The scales of %1 are those of groups of %2 weights, which cannot be shown here by rows.</source>
        <translation>%1 的缩放系数以每组 %2 个权重为单位，此处无法按行显示。</translation>
    </message>
    <message>
        <source>%1 does not round each weight to the nearest code of its row, so its errors cannot be shown here.</source>
        <translation>%1 不是把每个权重取整到所在行最近的量化值，因此此处无法显示其误差。</translation>
    </message>
</context>
<context>
    <name>vernier::WelcomePage</name>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>Vernier</source>
        <translation>Vernier</translation>
    </message>
    <message>
        <source>Tune the precision of a quantized language model: see which layers lose what, change the recipe, measure again. Every change is evaluated against the float model on the same text, with error bars, on this computer alone. The tuned recipe and the weights are exported in msModelSlim&apos;s own formats.</source>
        <translation>调优量化大语言模型的精度：看清每一层损失了什么，修改配方，再次测量。每次修改都在同一文本上与浮点模型对比评估，附误差范围，全部在本机完成。调优后的配方和权重以 msModelSlim 自有的格式导出。</translation>
    </message>
    <message>
        <source>Open the &amp;demo</source>
        <translation>打开演示(&amp;D)</translation>
    </message>
    <message>
        <source>A small model whose naive quantization breaks, with texts: everything to try it in two minutes.</source>
        <translation>一个直接量化就会失效的小模型，附带文本：两分钟即可上手。</translation>
    </message>
    <message>
        <source>Open a &amp;checkpoint folder…</source>
        <translation>打开检查点文件夹(&amp;C)…</translation>
    </message>
    <message>
        <source>Open a &amp;project…</source>
        <translation>打开项目(&amp;P)…</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>What you open will be listed here.</source>
        <translation>打开过的内容会列在此处。</translation>
    </message>
    <message>
        <source>Recent projects and checkpoints</source>
        <translation>最近的项目和检查点</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>%1 – %2 (no longer exists)</source>
        <translation>%1 – %2（已不存在）</translation>
    </message>
    <message>
        <source>A project saved earlier (checkpoint, texts, recipe and history), or a .gguf file.</source>
        <translation>之前保存的项目（检查点、文本、配方和历史），或一个 .gguf 文件。</translation>
    </message>
    <message>
        <source>Or drop a checkpoint folder, a .gguf file or a project file anywhere on this page.</source>
        <translation>或将检查点文件夹、.gguf 文件或项目文件拖放到本页任意位置。</translation>
    </message>
    <message>
        <source>A Hugging Face folder with config.json and safetensors or pytorch_model.bin, or with a .gguf file (Llama, Qwen, ChatGLM, Baichuan, InternLM2, GPT-NeoX and others).</source>
        <translation>含 config.json 和 safetensors 或 pytorch_model.bin 的 Hugging Face 目录，或含 .gguf 文件的目录（Llama、Qwen、ChatGLM、Baichuan、InternLM2、GPT-NeoX 等）。</translation>
    </message>
</context>
</TS>
