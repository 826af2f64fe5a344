<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>LandGuard</name>
        <message>
            <source>    of it from basic farmland</source>
            <translation>　　其中永久基本农田</translation>
        </message>
        <message>
            <source> m</source>
            <translation> 米</translation>
        </message>
        <message>
            <source> m wide</source>
            <translation> 米宽</translation>
        </message>
        <message>
            <source>&amp;Basic farmland candidates</source>
            <translation>永农候选 (&amp;B)</translation>
        </message>
        <message>
            <source>&amp;New ledger…</source>
            <translation>新建账本 (&amp;N)…</translation>
        </message>
        <message>
            <source>&amp;Open a ledger…</source>
            <translation>打开账本 (&amp;O)…</translation>
        </message>
        <message>
            <source>&amp;Propose</source>
            <translation>生成建议 (&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Rank candidates</source>
            <translation>生成候选 (&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Save ticked as layer</source>
            <translation>勾选存为图层 (&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Try it</source>
            <translation>推演 (&amp;T)</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>撤销 (&amp;U)</translation>
        </message>
        <message>
            <source>(choose a layer)</source>
            <translation>（请选择图层）</translation>
        </message>
        <message>
            <source>(follows)</source>
            <translation>（认定后生成）</translation>
        </message>
        <message>
            <source>(no class)</source>
            <translation>（无地类）</translation>
        </message>
        <message>
            <source>(no patch)</source>
            <translation>（无图斑）</translation>
        </message>
        <message>
            <source>(no place on the map)</source>
            <translation>（没有图上位置）</translation>
        </message>
        <message>
            <source>(no unit)</source>
            <translation>（无单位）</translation>
        </message>
        <message>
            <source>(none)</source>
            <translation>（不使用）</translation>
        </message>
        <message>
            <source>+ Add</source>
            <translation>+ 添加</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>10 grades (GB/T 33469)</source>
            <translation>10 等制（GB/T 33469）</translation>
        </message>
        <message>
            <source>15 grades (national utilisation grade)</source>
            <translation>15 等制（国家利用等）</translation>
        </message>
        <message>
            <source>2021, 2021Q3, 2021-07 or 2021-01-01/2021-06-30</source>
            <translation>可写 2021、2021Q3、2021-07 或 2021-01-01/2021-06-30</translation>
        </message>
        <message>
            <source>4 views</source>
            <translation>四窗</translation>
        </message>
        <message>
            <source>; {count} files cannot be imported</source>
            <translation>；{count} 个文件不能导入</translation>
        </message>
        <message>
            <source>A layer marked ✘ cannot be used as it is; the line under it says what to do.</source>
            <translation>标 ✘ 的图层不能直接使用，其下一行说明了处理办法。</translation>
        </message>
        <message>
            <source>A layer that is not given leaves its figures unknown (—), not zero.</source>
            <translation>未给出的图层，其面积显示为未知（—），不是零。</translation>
        </message>
        <message>
            <source>A3 map…</source>
            <translation>A3地图…</translation>
        </message>
        <message>
            <source>Accepted</source>
            <translation>接收</translation>
        </message>
        <message>
            <source>Accepted lines (table of the proposal)</source>
            <translation>已采纳的核销行（建议表）</translation>
        </message>
        <message>
            <source>Account</source>
            <translation>账户</translation>
        </message>
        <message>
            <source>Account statement</source>
            <translation>收支表</translation>
        </message>
        <message>
            <source>Accounted by</source>
            <translation>核算单位</translation>
        </message>
        <message>
            <source>Accounting finished: {title}.</source>
            <translation>核算完成：{title}。</translation>
        </message>
        <message>
            <source>Add a &amp;project</source>
            <translation>增加项目 (&amp;J)</translation>
        </message>
        <message>
            <source>Add a screenshot of the map</source>
            <translation>把当前地图截图加为举证</translation>
        </message>
        <message>
            <source>Add evidence</source>
            <translation>添加举证</translation>
        </message>
        <message>
            <source>Add files…</source>
            <translation>添加文件…</translation>
        </message>
        <message>
            <source>Add photos or documents; or drop or paste them here</source>
            <translation>添加照片或附件，也可拖入或粘贴</translation>
        </message>
        <message>
            <source>Add point (Enter)</source>
            <translation>加点（Enter）</translation>
        </message>
        <message>
            <source>Add what is ticked</source>
            <translation>添加勾选的照片</translation>
        </message>
        <message>
            <source>Adding a map screenshot…</source>
            <translation>正在添加地图截图…</translation>
        </message>
        <message>
            <source>Adding photos</source>
            <translation>正在添加照片</translation>
        </message>
        <message>
            <source>Adding {count} files…</source>
            <translation>正在添加 {count} 个文件…</translation>
        </message>
        <message>
            <source>Adjustable</source>
            <translation>可调整</translation>
        </message>
        <message>
            <source>Adjustments</source>
            <translation>平差明细</translation>
        </message>
        <message>
            <source>Administrative units</source>
            <translation>行政单位</translation>
        </message>
        <message>
            <source>Administrative units (drawn above)</source>
            <translation>行政区（画在上层）</translation>
        </message>
        <message>
            <source>After</source>
            <translation>调线后</translation>
        </message>
        <message>
            <source>Against targets</source>
            <translation>与目标比较</translation>
        </message>
        <message>
            <source>All of them are saved, or none</source>
            <translation>全部保存，或全部不保存</translation>
        </message>
        <message>
            <source>All priorities</source>
            <translation>全部优先级</translation>
        </message>
        <message>
            <source>All states</source>
            <translation>全部状态</translation>
        </message>
        <message>
            <source>All units</source>
            <translation>全部单位</translation>
        </message>
        <message>
            <source>Amount</source>
            <translation>数额</translation>
        </message>
        <message>
            <source>Another name or role…</source>
            <translation>换人或换身份…</translation>
        </message>
        <message>
            <source>Answer</source>
            <translation>答复</translation>
        </message>
        <message>
            <source>Answer to the return: what was done, or why the verdict stands</source>
            <translation>答复退回：已做了什么，或为何维持原判</translation>
        </message>
        <message>
            <source>Answer: {answer}</source>
            <translation>答复：{answer}</translation>
        </message>
        <message>
            <source>Approved land</source>
            <translation>批准用地</translation>
        </message>
        <message>
            <source>Area ({measure})</source>
            <translation>面积（{measure}）</translation>
        </message>
        <message>
            <source>Area ({unit})</source>
            <translation>面积（{unit}）</translation>
        </message>
        <message>
            <source>Area chosen (m2)</source>
            <translation>选入面积（平方米）</translation>
        </message>
        <message>
            <source>Area field</source>
            <translation>面积字段</translation>
        </message>
        <message>
            <source>Area in the table (m2)</source>
            <translation>表内面积（平方米）</translation>
        </message>
        <message>
            <source>Area left out and named (m2)</source>
            <translation>已列明的未计入面积（平方米）</translation>
        </message>
        <message>
            <source>Area of all patches (m2)</source>
            <translation>全部图斑面积（平方米）</translation>
        </message>
        <message>
            <source>Area of all patches after levelling (m2)</source>
            <translation>平差后图斑面积合计（平方米）</translation>
        </message>
        <message>
            <source>Area of unknown classes (m2)</source>
            <translation>未知地类面积（平方米）</translation>
        </message>
        <message>
            <source>Area that changed class (m2)</source>
            <translation>地类变化面积（平方米）</translation>
        </message>
        <message>
            <source>Area unit of the Excel table</source>
            <translation>Excel 表格面积单位</translation>
        </message>
        <message>
            <source>Area unit of the table</source>
            <translation>汇总表面积单位</translation>
        </message>
        <message>
            <source>Areas</source>
            <translation>面积</translation>
        </message>
        <message>
            <source>Areas are shown in</source>
            <translation>面积显示单位</translation>
        </message>
        <message>
            <source>As delivered</source>
            <translation>按来源</translation>
        </message>
        <message>
            <source>As of (YYYY-MM-DD; empty: the last batch)</source>
            <translation>截至日期（YYYY-MM-DD；空为最后一批）</translation>
        </message>
        <message>
            <source>As of day</source>
            <translation>截至日期</translation>
        </message>
        <message>
            <source>As on the main map</source>
            <translation>同主图</translation>
        </message>
        <message>
            <source>Audit deductions</source>
            <translation>核减</translation>
        </message>
        <message>
            <source>Automatic: stored where present</source>
            <translation>自动：有库内面积则采用</translation>
        </message>
        <message>
            <source>Available, {stage}</source>
            <translation>可用：{stage}</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Back to the findings</source>
            <translation>回到检查结果</translation>
        </message>
        <message>
            <source>Backup (empty: none was needed)</source>
            <translation>备份文件（空：不需要）</translation>
        </message>
        <message>
            <source>Balance</source>
            <translation>结余</translation>
        </message>
        <message>
            <source>Balance before and after</source>
            <translation>调线前后结余</translation>
        </message>
        <message>
            <source>Balancing</source>
            <translation>正在结算</translation>
        </message>
        <message>
            <source>Basic</source>
            <translation>永农</translation>
        </message>
        <message>
            <source>Basic farmland</source>
            <translation>永农候选</translation>
        </message>
        <message>
            <source>Basic farmland candidates</source>
            <translation>永久基本农田划定候选</translation>
        </message>
        <message>
            <source>Basic farmland inside the line (m2)</source>
            <translation>线内永久基本农田（平方米）</translation>
        </message>
        <message>
            <source>Basic farmland that goes out</source>
            <translation>划出的永久基本农田</translation>
        </message>
        <message>
            <source>Basic farmland to be swapped in (m2)</source>
            <translation>尚须补划的永久基本农田（平方米）</translation>
        </message>
        <message>
            <source>Batch</source>
            <translation>记账批</translation>
        </message>
        <message>
            <source>Batch to reverse</source>
            <translation>要冲正的批号</translation>
        </message>
        <message>
            <source>Before</source>
            <translation>调线前</translation>
        </message>
        <message>
            <source>Beside basic farmland</source>
            <translation>与已有永农相邻</translation>
        </message>
        <message>
            <source>Bound of the objective</source>
            <translation>目标的界</translation>
        </message>
        <message>
            <source>Boundary</source>
            <translation>范围</translation>
        </message>
        <message>
            <source>Boundary file</source>
            <translation>界址点文件</translation>
        </message>
        <message>
            <source>Boundary the survey must fill</source>
            <translation>图斑应填满的范围</translation>
        </message>
        <message>
            <source>Brief to file (Word)</source>
            <translation>上报报告（Word）</translation>
        </message>
        <message>
            <source>Brief to file, as the algorithm writes it</source>
            <translation>上报报告，与算法输出一致</translation>
        </message>
        <message>
            <source>Bring missing originals back from this folder</source>
            <translation>从此文件夹找回缺失的原件</translation>
        </message>
        <message>
            <source>Browse…</source>
            <translation>浏览…</translation>
        </message>
        <message>
            <source>By parcel</source>
            <translation>按地块切</translation>
        </message>
        <message>
            <source>By the numbers</source>
            <translation>按数值判定</translation>
        </message>
        <message>
            <source>Cadastral parcels</source>
            <translation>宗地</translation>
        </message>
        <message>
            <source>Campaign</source>
            <translation>专项</translation>
        </message>
        <message>
            <source>Campaign (empty: all)</source>
            <translation>专项（空：全部）</translation>
        </message>
        <message>
            <source>Campaign (its id; made when it is new)</source>
            <translation>专项（编号；没有时新建）</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Candidates</source>
            <translation>候选图斑数</translation>
        </message>
        <message>
            <source>Capacity (by grade)</source>
            <translation>产能（按等别）</translation>
        </message>
        <message>
            <source>Capacity required (kg)</source>
            <translation>产能应补（公斤）</translation>
        </message>
        <message>
            <source>Capacity short (kg)</source>
            <translation>产能尚缺（公斤）</translation>
        </message>
        <message>
            <source>Case package (zip)</source>
            <translation>案卷包（zip）</translation>
        </message>
        <message>
            <source>Case packages</source>
            <translation>案卷包</translation>
        </message>
        <message>
            <source>Case packages of the chosen patches…</source>
            <translation>导出所选图斑的案卷包…</translation>
        </message>
        <message>
            <source>Case packages to verify</source>
            <translation>选择要核验的案卷包</translation>
        </message>
        <message>
            <source>Case packages: {count} patches</source>
            <translation>案卷包：{count} 个图斑</translation>
        </message>
        <message>
            <source>Case package…</source>
            <translation>案卷包…</translation>
        </message>
        <message>
            <source>Cause</source>
            <translation>流向原因</translation>
        </message>
        <message>
            <source>Cause rules (default: shipped)</source>
            <translation>流向原因规则（默认随附）</translation>
        </message>
        <message>
            <source>Certify</source>
            <translation>认定</translation>
        </message>
        <message>
            <source>Certify and review patches</source>
            <translation>认定与审核图斑</translation>
        </message>
        <message>
            <source>Certify… {key}</source>
            <translation>认定… {key}</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>变动</translation>
        </message>
        <message>
            <source>Change keys…</source>
            <translation>更改按键…</translation>
        </message>
        <message>
            <source>Check</source>
            <translation>开始检查</translation>
        </message>
        <message>
            <source>Check basic farmland swap</source>
            <translation>补划检查</translation>
        </message>
        <message>
            <source>Check evidence</source>
            <translation>检查举证</translation>
        </message>
        <message>
            <source>Check findings</source>
            <translation>检查结果</translation>
        </message>
        <message>
            <source>Check ledger</source>
            <translation>检查账本</translation>
        </message>
        <message>
            <source>Check patch project</source>
            <translation>检查图斑项目库</translation>
        </message>
        <message>
            <source>Check survey</source>
            <translation>调查数据检查</translation>
        </message>
        <message>
            <source>Check the store…</source>
            <translation>检查项目库…</translation>
        </message>
        <message>
            <source>Checking {layer}</source>
            <translation>正在检查“{layer}”</translation>
        </message>
        <message>
            <source>Checking {number} of {count}…</source>
            <translation>正在核验第 {number} 个，共 {count} 个…</translation>
        </message>
        <message>
            <source>Chinese</source>
            <translation>中文</translation>
        </message>
        <message>
            <source>Chinese keywords</source>
            <translation>中文关键字</translation>
        </message>
        <message>
            <source>Choose a drawing tool first.</source>
            <translation>请先选择绘图工具。</translation>
        </message>
        <message>
            <source>Choose a finding to read what it says.</source>
            <translation>选择一项问题，查看内容。</translation>
        </message>
        <message>
            <source>Choose a folder of photos: patches near each photo are proposed.</source>
            <translation>选择照片文件夹，按拍摄位置推荐附近的图斑。</translation>
        </message>
        <message>
            <source>Choose a folder…</source>
            <translation>选择文件夹…</translation>
        </message>
        <message>
            <source>Choose a patch in the queue or on the map.</source>
            <translation>请在队列或地图上选择图斑。</translation>
        </message>
        <message>
            <source>Choose a patch to see its evidence.</source>
            <translation>选择图斑后显示其举证。</translation>
        </message>
        <message>
            <source>Choose a verdict first ({keys}).</source>
            <translation>请先选择判定（{keys}）。</translation>
        </message>
        <message>
            <source>Choose an objective and propose; nothing is entered before you post.</source>
            <translation>选择目标后生成建议；入账之前账本不变。</translation>
        </message>
        <message>
            <source>Choose the earlier image in the first linked view, then swipe.</source>
            <translation>请先在第一个联动视图中选择前时相影像，再使用卷帘。</translation>
        </message>
        <message>
            <source>Choose the line as it is, the line as proposed and the survey.</source>
            <translation>请选择现有线、拟调线和调查图层。</translation>
        </message>
        <message>
            <source>Choose the survey layer and the line (polygons).</source>
            <translation>请选择地类图斑图层和划线（面）图层。</translation>
        </message>
        <message>
            <source>Choose the survey layer, or open the sample county to try it out.</source>
            <translation>请选择调查图层，或打开示例县试用。</translation>
        </message>
        <message>
            <source>Choose the survey layer, the existing basic farmland and the city, and say how much is required.</source>
            <translation>请选择地类图斑、已有永久基本农田和城区图层，并填写需划定面积。</translation>
        </message>
        <message>
            <source>Choose the two survey years, or open the sample county to try it out.</source>
            <translation>请选择两个调查年度的图层，或打开示例县试用。</translation>
        </message>
        <message>
            <source>Choose where the key is kept: a place only you can read, with a copy elsewhere.</source>
            <translation>请选择密钥的存放位置：只有本人能读取，并另存一份备份。</translation>
        </message>
        <message>
            <source>Chosen basic farmland ({count})</source>
            <translation>拟划永农（{count} 个）</translation>
        </message>
        <message>
            <source>City (built-up area)</source>
            <translation>城区（建成区）</translation>
        </message>
        <message>
            <source>City officer</source>
            <translation>市级审核员</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>地类</translation>
        </message>
        <message>
            <source>Class areas</source>
            <translation>分类面积</translation>
        </message>
        <message>
            <source>Class areas by unit</source>
            <translation>分类面积汇总</translation>
        </message>
        <message>
            <source>Class field of the earlier year (default DLBM)</source>
            <translation>前一年度地类字段（默认 DLBM）</translation>
        </message>
        <message>
            <source>Class field of the later year (default DLBM)</source>
            <translation>后一年度地类字段（默认 DLBM）</translation>
        </message>
        <message>
            <source>Class level</source>
            <translation>地类级别</translation>
        </message>
        <message>
            <source>Class level of the Excel table</source>
            <translation>Excel 表格地类级别</translation>
        </message>
        <message>
            <source>Class map (CSV: source_class,dlbm)</source>
            <translation>地类对照表（CSV：source_class,dlbm）</translation>
        </message>
        <message>
            <source>Click a figure of the matrix to see the patches behind it.</source>
            <translation>点击矩阵中的数字，查看其背后的图斑。</translation>
        </message>
        <message>
            <source>Click a figure to see the postings behind it; click a posting for its patches.</source>
            <translation>点击数字查看背后的分录，点击分录在地图上查看图斑。</translation>
        </message>
        <message>
            <source>Click cuts; Shift: along all parcels</source>
            <translation>单击切开；Shift：沿全部地块切</translation>
        </message>
        <message>
            <source>Click the next one</source>
            <translation>请点选下一个</translation>
        </message>
        <message>
            <source>Click the patches to merge</source>
            <translation>请点选要合并的图斑</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Close (Esc)</source>
            <translation>关闭（Esc）</translation>
        </message>
        <message>
            <source>Closing balance; click to see how it came about</source>
            <translation>期末结余；点击查看来龙去脉</translation>
        </message>
        <message>
            <source>Code field of the unit layer</source>
            <translation>单位图层的代码字段</translation>
        </message>
        <message>
            <source>Columns by field</source>
            <translation>字段与列的对应</translation>
        </message>
        <message>
            <source>Columns by field, as a JSON object (empty: by their titles)</source>
            <translation>字段与列的对应，JSON 对象（空为按标题识别）</translation>
        </message>
        <message>
            <source>Comes in (m2)</source>
            <translation>补划面积（平方米）</translation>
        </message>
        <message>
            <source>Compute</source>
            <translation>开始计算</translation>
        </message>
        <message>
            <source>Compute again</source>
            <translation>重新分析</translation>
        </message>
        <message>
            <source>Compute the overlays</source>
            <translation>进行叠加分析</translation>
        </message>
        <message>
            <source>Compute the overlays…</source>
            <translation>叠加分析…</translation>
        </message>
        <message>
            <source>Compute what is missing</source>
            <translation>计算缺失的</translation>
        </message>
        <message>
            <source>Computing the overlays…</source>
            <translation>正在叠加分析…</translation>
        </message>
        <message>
            <source>Control areas (code, control_m2)</source>
            <translation>控制面积表（code、control_m2）</translation>
        </message>
        <message>
            <source>Control areas without patches</source>
            <translation>没有图斑的控制面积数</translation>
        </message>
        <message>
            <source>Coordinates</source>
            <translation>坐标</translation>
        </message>
        <message>
            <source>Copies the finding, for example to report that it is none</source>
            <translation>复制问题内容，例如用于反馈误报</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Copy details</source>
            <translation>复制详情</translation>
        </message>
        <message>
            <source>Cost by unit</source>
            <translation>分单位占用</translation>
        </message>
        <message>
            <source>Could be covered</source>
            <translation>可补足</translation>
        </message>
        <message>
            <source>Count, value</source>
            <translation>项数、值</translation>
        </message>
        <message>
            <source>Counts</source>
            <translation>计入数额</translation>
        </message>
        <message>
            <source>County officer</source>
            <translation>县级核查员</translation>
        </message>
        <message>
            <source>Coverage of projects</source>
            <translation>项目补足情况</translation>
        </message>
        <message>
            <source>Create a project store</source>
            <translation>新建核查项目库</translation>
        </message>
        <message>
            <source>Create a project store…</source>
            <translation>新建核查项目库…</translation>
        </message>
        <message>
            <source>Create patch project</source>
            <translation>新建图斑项目库</translation>
        </message>
        <message>
            <source>Create signing key</source>
            <translation>建立签名密钥</translation>
        </message>
        <message>
            <source>Cut a hole into a patch</source>
            <translation>在图斑内挖洞</translation>
        </message>
        <message>
            <source>Cut a patch along a parcel: click the parcel; Shift: along all parcels</source>
            <translation>沿地块边界切开图斑：单击地块；按住 Shift 沿全部地块切</translation>
        </message>
        <message>
            <source>Date</source>
            <translation>日期</translation>
        </message>
        <message>
            <source>Date (YYYY-MM-DD)</source>
            <translation>日期（YYYY-MM-DD）</translation>
        </message>
        <message>
            <source>Date on the map</source>
            <translation>图上日期</translation>
        </message>
        <message>
            <source>Date that decides on the rules (empty: of the newest image)</source>
            <translation>选用规则的日期（空：最新影像日期）</translation>
        </message>
        <message>
            <source>Day</source>
            <translation>核销日</translation>
        </message>
        <message>
            <source>Day (YYYY-MM-DD; empty: the last batch)</source>
            <translation>日期（YYYY-MM-DD；留空为最后一批的日期）</translation>
        </message>
        <message>
            <source>Day of the write-off (YYYY-MM-DD; empty: the last batch)</source>
            <translation>核销日期（YYYY-MM-DD；空为最后一批）</translation>
        </message>
        <message>
            <source>Decimals of coordinates</source>
            <translation>坐标小数位数</translation>
        </message>
        <message>
            <source>Decision</source>
            <translation>决定</translation>
        </message>
        <message>
            <source>Decisions</source>
            <translation>审核记录</translation>
        </message>
        <message>
            <source>Deed</source>
            <translation>事项</translation>
        </message>
        <message>
            <source>Delivery (layer, file, folder.gdb or zip)</source>
            <translation>调查成果（图层、文件、gdb 文件夹或 zip）</translation>
        </message>
        <message>
            <source>Delivery {year} with planted defects</source>
            <translation>地类图斑{year}（含预置错误）</translation>
        </message>
        <message>
            <source>Dependencies…</source>
            <translation>依赖检查…</translation>
        </message>
        <message>
            <source>Describe a project that might come. The ledger is not touched: it is tried on a copy in memory.</source>
            <translation>填写拟占用耕地的项目后推演。只在内存副本上推演，账本不变。</translation>
        </message>
        <message>
            <source>Differences</source>
            <translation>差异</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>放弃</translation>
        </message>
        <message>
            <source>Distance (m)</source>
            <translation>距离（米）</translation>
        </message>
        <message>
            <source>Document</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>Document no.</source>
            <translation>文号</translation>
        </message>
        <message>
            <source>Document number</source>
            <translation>文号</translation>
        </message>
        <message>
            <source>Documents</source>
            <translation>附件</translation>
        </message>
        <message>
            <source>Does not count:</source>
            <translation>不计入张数：</translation>
        </message>
        <message>
            <source>Done since the certificate, by the log</source>
            <translation>认定之后的操作（据日志）</translation>
        </message>
        <message>
            <source>Double-click: show the layer</source>
            <translation>双击显示该图层</translation>
        </message>
        <message>
            <source>Draw</source>
            <translation>绘制</translation>
        </message>
        <message>
            <source>Draw a new patch: click its corners, Enter or right button to finish</source>
            <translation>绘制新图斑：依次点击拐点，Enter 或右键结束</translation>
        </message>
        <message>
            <source>Draw a strip of the given width along its centre line</source>
            <translation>沿中线绘制指定宽度的条带</translation>
        </message>
        <message>
            <source>Drawing mode</source>
            <translation>绘图模式</translation>
        </message>
        <message>
            <source>Drop files here, or add them: shp, gdb, gpkg, geojson, kml, zip, xlsx, csv, txt.</source>
            <translation>把文件拖到这里，或点“添加文件”：shp、gdb、gpkg、geojson、kml、zip、xlsx、csv、txt。</translation>
        </message>
        <message>
            <source>E N or N E, with or without zone prefix; longitude latitude; a list, one point a line</source>
            <translation>东北或北东均可，带号可有可无；也可输经纬度；可粘贴列表，一行一点</translation>
        </message>
        <message>
            <source>Earlier and later year are the same layer: every flow will be unchanged land.</source>
            <translation>前后年度是同一图层：结果将全部为未变化。</translation>
        </message>
        <message>
            <source>Earlier image</source>
            <translation>前时相影像</translation>
        </message>
        <message>
            <source>Earlier patch</source>
            <translation>前年图斑</translation>
        </message>
        <message>
            <source>Earlier survey year</source>
            <translation>前一年度调查图层</translation>
        </message>
        <message>
            <source>Earlier total (m2)</source>
            <translation>前一年度总面积（平方米）</translation>
        </message>
        <message>
            <source>Easting first</source>
            <translation>东坐标在前</translation>
        </message>
        <message>
            <source>Ecological red line</source>
            <translation>生态保护红线</translation>
        </message>
        <message>
            <source>Ecological red line, retirement plan</source>
            <translation>生态保护红线、退耕计划</translation>
        </message>
        <message>
            <source>Empty capacity follows from area and grade (unverified yields)</source>
            <translation>产能为空时按面积和等别推算（产能标准未核实）</translation>
        </message>
        <message>
            <source>Encoding</source>
            <translation>编码</translation>
        </message>
        <message>
            <source>Encoding (empty: as issued)</source>
            <translation>编码（空：同下发文件）</translation>
        </message>
        <message>
            <source>Encoding (empty: detect)</source>
            <translation>编码（空：自动判断）</translation>
        </message>
        <message>
            <source>Encoding of a shapefile (empty: detect)</source>
            <translation>shapefile 的编码（留空则自动判断）</translation>
        </message>
        <message>
            <source>English</source>
            <translation>英文</translation>
        </message>
        <message>
            <source>English keywords</source>
            <translation>英文关键字</translation>
        </message>
        <message>
            <source>Enter merges</source>
            <translation>按 Enter 合并</translation>
        </message>
        <message>
            <source>Entries of the log</source>
            <translation>日志条数</translation>
        </message>
        <message>
            <source>Entries read</source>
            <translation>读到的条数</translation>
        </message>
        <message>
            <source>Entries written</source>
            <translation>写出的条数</translation>
        </message>
        <message>
            <source>Everything LandGuard needs is here.</source>
            <translation>所需组件齐全。</translation>
        </message>
        <message>
            <source>Evidence</source>
            <translation>举证</translation>
        </message>
        <message>
            <source>Evidence rules: name or file (empty: those of the campaign)</source>
            <translation>举证规则：名称或文件（留空用专项指定的）</translation>
        </message>
        <message>
            <source>Evidence {have}/{need}</source>
            <translation>举证 {have}/{need}</translation>
        </message>
        <message>
            <source>Evidence {place}: {name}</source>
            <translation>举证 {place}：{name}</translation>
        </message>
        <message>
            <source>Excel table…</source>
            <translation>Excel 表格…</translation>
        </message>
        <message>
            <source>Excel…</source>
            <translation>Excel…</translation>
        </message>
        <message>
            <source>Exemptions (bsm, cause, document)</source>
            <translation>扣除申报（bsm、cause、document）</translation>
        </message>
        <message>
            <source>Existing basic farmland</source>
            <translation>已有永农</translation>
        </message>
        <message>
            <source>Existing permanent basic farmland</source>
            <translation>已有永久基本农田</translation>
        </message>
        <message>
            <source>Explain</source>
            <translation>说明</translation>
        </message>
        <message>
            <source>Explain findings</source>
            <translation>说明问题</translation>
        </message>
        <message>
            <source>Explained by</source>
            <translation>说明人</translation>
        </message>
        <message>
            <source>Explained by {by} at {at}: {why}</source>
            <translation>{by} 于 {at} 说明：{why}</translation>
        </message>
        <message>
            <source>Explain… (e)</source>
            <translation>说明… (e)</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>Export boundary TXT</source>
            <translation>导出界址点 TXT</translation>
        </message>
        <message>
            <source>Export case packages</source>
            <translation>导出案卷包</translation>
        </message>
        <message>
            <source>Export ledger</source>
            <translation>导出账本</translation>
        </message>
        <message>
            <source>Export patches</source>
            <translation>导出图斑（上报）</translation>
        </message>
        <message>
            <source>Exposed farmland of unknown capacity (m2)</source>
            <translation>产能不明的放开耕地（平方米）</translation>
        </message>
        <message>
            <source>Far view</source>
            <translation>远景</translation>
        </message>
        <message>
            <source>Far view (F)</source>
            <translation>远景（F）</translation>
        </message>
        <message>
            <source>Farm</source>
            <translation>耕地</translation>
        </message>
        <message>
            <source>Farmland</source>
            <translation>耕地</translation>
        </message>
        <message>
            <source>Farmland account (mu)</source>
            <translation>耕地流向（亩）</translation>
        </message>
        <message>
            <source>Farmland after</source>
            <translation>划后耕地</translation>
        </message>
        <message>
            <source>Farmland balance</source>
            <translation>占补平衡</translation>
        </message>
        <message>
            <source>Farmland balance ledger</source>
            <translation>占补平衡台账</translation>
        </message>
        <message>
            <source>Farmland before</source>
            <translation>划前耕地</translation>
        </message>
        <message>
            <source>Farmland in all (m2)</source>
            <translation>耕地合计（平方米）</translation>
        </message>
        <message>
            <source>Farmland in the patch ({unit})</source>
            <translation>图斑内耕地（{unit}）</translation>
        </message>
        <message>
            <source>Farmland inside the line (m2)</source>
            <translation>线内耕地（平方米）</translation>
        </message>
        <message>
            <source>Farmland let out (m2)</source>
            <translation>调出线外的耕地（平方米）</translation>
        </message>
        <message>
            <source>Farmland over target ({unit})</source>
            <translation>耕地与目标之差（{unit}）</translation>
        </message>
        <message>
            <source>Farmland protection line</source>
            <translation>耕地保护红线</translation>
        </message>
        <message>
            <source>Farmland taken</source>
            <translation>占用耕地</translation>
        </message>
        <message>
            <source>Farmland taken in (m2)</source>
            <translation>划入线内的耕地（平方米）</translation>
        </message>
        <message>
            <source>Farmland that comes in</source>
            <translation>补划的耕地</translation>
        </message>
        <message>
            <source>Farmland, earlier year</source>
            <translation>前年耕地</translation>
        </message>
        <message>
            <source>Farmland, later year</source>
            <translation>后年耕地</translation>
        </message>
        <message>
            <source>Features with invalid geometry</source>
            <translation>图形无效的要素个数</translation>
        </message>
        <message>
            <source>Fewest documents</source>
            <translation>件数最少</translation>
        </message>
        <message>
            <source>Field map (JSON)</source>
            <translation>字段对照（JSON）</translation>
        </message>
        <message>
            <source>Field of grade</source>
            <translation>等别字段</translation>
        </message>
        <message>
            <source>Field of the administrative unit</source>
            <translation>行政单位字段</translation>
        </message>
        <message>
            <source>Field of the class (empty: detect)</source>
            <translation>地类字段（空：自动查找）</translation>
        </message>
        <message>
            <source>Field of the group code</source>
            <translation>分组代码字段</translation>
        </message>
        <message>
            <source>Field of the land class</source>
            <translation>地类字段</translation>
        </message>
        <message>
            <source>Field of the map sheet (empty: detect)</source>
            <translation>图幅号字段（空：自动查找）</translation>
        </message>
        <message>
            <source>Field of the name (empty: detect)</source>
            <translation>名称字段（空：自动查找）</translation>
        </message>
        <message>
            <source>Field of the number (empty: detect)</source>
            <translation>编号字段（空：自动查找）</translation>
        </message>
        <message>
            <source>Field of the slope grade</source>
            <translation>坡度级字段</translation>
        </message>
        <message>
            <source>Field of the use (empty: detect)</source>
            <translation>用途字段（空：自动查找）</translation>
        </message>
        <message>
            <source>Field that receives the area (m2)</source>
            <translation>写入面积的字段（平方米）</translation>
        </message>
        <message>
            <source>Field with the grade of farmland</source>
            <translation>耕地等别字段</translation>
        </message>
        <message>
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>File as issued, to compare with</source>
            <translation>下发的原文件（用于比对）</translation>
        </message>
        <message>
            <source>File of patches</source>
            <translation>图斑文件</translation>
        </message>
        <message>
            <source>Files accepted</source>
            <translation>添加的文件数</translation>
        </message>
        <message>
            <source>Files of patches</source>
            <translation>图斑文件</translation>
        </message>
        <message>
            <source>Files or folders</source>
            <translation>文件或文件夹</translation>
        </message>
        <message>
            <source>Files read</source>
            <translation>读入的文件数</translation>
        </message>
        <message>
            <source>Files rejected</source>
            <translation>未添加的文件数</translation>
        </message>
        <message>
            <source>Fill in the form</source>
            <translation>填写表单</translation>
        </message>
        <message>
            <source>Filter</source>
            <translation>筛选</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>问题清单</translation>
        </message>
        <message>
            <source>Findings explained</source>
            <translation>已说明的问题数</translation>
        </message>
        <message>
            <source>Findings in all</source>
            <translation>问题总数</translation>
        </message>
        <message>
            <source>Findings of evidence</source>
            <translation>举证问题</translation>
        </message>
        <message>
            <source>Findings of layer {layer}</source>
            <translation>图层“{layer}”中的检查结果</translation>
        </message>
        <message>
            <source>Findings of {layer}</source>
            <translation>检查结果：{layer}</translation>
        </message>
        <message>
            <source>Findings that are no notes</source>
            <translation>问题数（不含说明）</translation>
        </message>
        <message>
            <source>First package written</source>
            <translation>写出的第一个案卷包</translation>
        </message>
        <message>
            <source>First point, a new number</source>
            <translation>重复首点，用新点号</translation>
        </message>
        <message>
            <source>First point, its own number</source>
            <translation>重复首点，用原点号</translation>
        </message>
        <message>
            <source>Flow matrix</source>
            <translation>流量矩阵</translation>
        </message>
        <message>
            <source>Flow matrix between two survey years</source>
            <translation>两年度地类流量矩阵</translation>
        </message>
        <message>
            <source>Flow picture</source>
            <translation>流向图</translation>
        </message>
        <message>
            <source>Flows and stocks</source>
            <translation>流量与保有量</translation>
        </message>
        <message>
            <source>Flows, year balance, write-off, statement (model)</source>
            <translation>流量、年度平衡、核销建议、台账报表（模型）</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>Folder of photos</source>
            <translation>照片文件夹</translation>
        </message>
        <message>
            <source>Folder of the packages</source>
            <translation>案卷包文件夹</translation>
        </message>
        <message>
            <source>For example: measured in the field on 12 March, the width is right</source>
            <translation>例如：3 月 12 日实地量测，宽度属实</translation>
        </message>
        <message>
            <source>For the certificate: {names}</source>
            <translation>认定前还缺：{names}</translation>
        </message>
        <message>
            <source>Form to print</source>
            <translation>打印认定表</translation>
        </message>
        <message>
            <source>Former findings with explanations</source>
            <translation>以前的检查结果（含说明）</translation>
        </message>
        <message>
            <source>Found</source>
            <translation>现有版本</translation>
        </message>
        <message>
            <source>From class</source>
            <translation>前年地类</translation>
        </message>
        <message>
            <source>GeoPackage with all layers</source>
            <translation>含全部图层的GeoPackage</translation>
        </message>
        <message>
            <source>GeoPackage…</source>
            <translation>GeoPackage…</translation>
        </message>
        <message>
            <source>Go on with {name}</source>
            <translation>继续 {name}</translation>
        </message>
        <message>
            <source>Goes out (m2)</source>
            <translation>划出面积（平方米）</translation>
        </message>
        <message>
            <source>Grade</source>
            <translation>等级</translation>
        </message>
        <message>
            <source>Grade (of 15)</source>
            <translation>等别（15 等制）</translation>
        </message>
        <message>
            <source>Grade for patches without one; unknown: their capacity is not counted</source>
            <translation>没有等别的图斑所用的等别；“不明”则不计其产能</translation>
        </message>
        <message>
            <source>Grade system</source>
            <translation>等别制</translation>
        </message>
        <message>
            <source>Grade where a patch has none (0: unknown)</source>
            <translation>没有等别的图斑所用的等别（0：不明）</translation>
        </message>
        <message>
            <source>Grade without</source>
            <translation>替代等别</translation>
        </message>
        <message>
            <source>Ground issued before</source>
            <translation>此前下发过的位置</translation>
        </message>
        <message>
            <source>Ground outside the matrix</source>
            <translation>矩阵之外的地面</translation>
        </message>
        <message>
            <source>Groups without control area</source>
            <translation>没有控制面积的分组数</translation>
        </message>
        <message>
            <source>Hash of the last log entry</source>
            <translation>日志末条哈希</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>帮助</translation>
        </message>
        <message>
            <source>History</source>
            <translation>历史</translation>
        </message>
        <message>
            <source>Holder</source>
            <translation>指标所在</translation>
        </message>
        <message>
            <source>Hole</source>
            <translation>挖洞</translation>
        </message>
        <message>
            <source>Id of the root key</source>
            <translation>根密钥编号</translation>
        </message>
        <message>
            <source>Import</source>
            <translation>导入</translation>
        </message>
        <message>
            <source>Import boundary TXT</source>
            <translation>导入界址点 TXT</translation>
        </message>
        <message>
            <source>Import issued patches</source>
            <translation>导入下发图斑</translation>
        </message>
        <message>
            <source>Import issued patches…</source>
            <translation>导入下发图斑…</translation>
        </message>
        <message>
            <source>Import more</source>
            <translation>继续导入</translation>
        </message>
        <message>
            <source>Import patches</source>
            <translation>导入图斑</translation>
        </message>
        <message>
            <source>Import sheet into ledger</source>
            <translation>表格导入账本</translation>
        </message>
        <message>
            <source>Import survey</source>
            <translation>导入调查数据</translation>
        </message>
        <message>
            <source>Import, check, account, report (model)</source>
            <translation>导入、质检、核算、报告（模型）</translation>
        </message>
        <message>
            <source>Importing {name}…</source>
            <translation>正在导入 {name}…</translation>
        </message>
        <message>
            <source>In the map's extent</source>
            <translation>仅地图范围内</translation>
        </message>
        <message>
            <source>In which role</source>
            <translation>角色</translation>
        </message>
        <message>
            <source>In-out balance (2021 to 2024)</source>
            <translation>进出平衡（2021 至 2024 年）</translation>
        </message>
        <message>
            <source>Inflow</source>
            <translation>流入</translation>
        </message>
        <message>
            <source>Inside the line</source>
            <translation>线内耕地</translation>
        </message>
        <message>
            <source>Issued number</source>
            <translation>监测编号</translation>
        </message>
        <message>
            <source>Issued on (YYYY-MM-DD, empty: today)</source>
            <translation>签发日期（YYYY-MM-DD，空：今天）</translation>
        </message>
        <message>
            <source>Issued patches</source>
            <translation>下发图斑</translation>
        </message>
        <message>
            <source>J before point numbers</source>
            <translation>点号前加 J</translation>
        </message>
        <message>
            <source>Key file</source>
            <translation>密钥文件</translation>
        </message>
        <message>
            <source>Key file that seals the packages</source>
            <translation>为案卷包加封的密钥文件</translation>
        </message>
        <message>
            <source>Key files</source>
            <translation>密钥文件</translation>
        </message>
        <message>
            <source>Key id</source>
            <translation>密钥编号</translation>
        </message>
        <message>
            <source>Keys (public_key, person, role, since, until)</source>
            <translation>密钥表（public_key、person、role、since、until）</translation>
        </message>
        <message>
            <source>Keys in the roster</source>
            <translation>名册密钥数</translation>
        </message>
        <message>
            <source>Keywords of the text</source>
            <translation>文本关键字</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>Kind of balance</source>
            <translation>平衡种类</translation>
        </message>
        <message>
            <source>Kind of line</source>
            <translation>线的种类</translation>
        </message>
        <message>
            <source>Lacking</source>
            <translation>仍缺</translation>
        </message>
        <message>
            <source>Land classes</source>
            <translation>地类</translation>
        </message>
        <message>
            <source>Land flows {years}</source>
            <translation>地类流量 {years}</translation>
        </message>
        <message>
            <source>Land inside the line</source>
            <translation>线内土地</translation>
        </message>
        <message>
            <source>Land let out is exposed</source>
            <translation>调出的土地视为放开</translation>
        </message>
        <message>
            <source>Land let out is exposed and must be swapped in</source>
            <translation>调出的土地视为放开，须补划</translation>
        </message>
        <message>
            <source>Land survey</source>
            <translation>国土调查</translation>
        </message>
        <message>
            <source>Land taken in is exposed</source>
            <translation>划入的土地视为放开</translation>
        </message>
        <message>
            <source>Land taken in leaves cultivation</source>
            <translation>划入的土地视为退出耕种</translation>
        </message>
        <message>
            <source>Land that changed class</source>
            <translation>地类变化</translation>
        </message>
        <message>
            <source>Land that moves</source>
            <translation>移动的土地</translation>
        </message>
        <message>
            <source>LandGuard</source>
            <translation>耕地卫士</translation>
        </message>
        <message>
            <source>LandGuard cannot run yet: a package it needs is missing.</source>
            <translation>还不能运行：缺少必需的组件。</translation>
        </message>
        <message>
            <source>LandGuard help</source>
            <translation>耕地卫士帮助</translation>
        </message>
        <message>
            <source>LandGuard: dependencies</source>
            <translation>耕地卫士：依赖检查</translation>
        </message>
        <message>
            <source>Language of the Excel table</source>
            <translation>Excel 表格语言</translation>
        </message>
        <message>
            <source>Largest difference as a share of the control area (unverified)</source>
            <translation>平差限差（占控制面积的比例，未核实）</translation>
        </message>
        <message>
            <source>Largest possible distance from the optimum (per cent)</source>
            <translation>与最优的最大差距（百分比）</translation>
        </message>
        <message>
            <source>Last day of the period (YYYY-MM-DD)</source>
            <translation>期间最后一日（YYYY-MM-DD）</translation>
        </message>
        <message>
            <source>Last line of a ring</source>
            <translation>环的末行</translation>
        </message>
        <message>
            <source>Later image</source>
            <translation>后时相影像</translation>
        </message>
        <message>
            <source>Later patch</source>
            <translation>后年图斑</translation>
        </message>
        <message>
            <source>Later survey year</source>
            <translation>后一年度调查图层</translation>
        </message>
        <message>
            <source>Later total (m2)</source>
            <translation>后一年度总面积（平方米）</translation>
        </message>
        <message>
            <source>Layer</source>
            <translation>图层</translation>
        </message>
        <message>
            <source>Layer inside the file</source>
            <translation>文件内的图层</translation>
        </message>
        <message>
            <source>Layer with levelled areas</source>
            <translation>平差后的图层</translation>
        </message>
        <message>
            <source>Layer with official areas</source>
            <translation>带官方面积的图层</translation>
        </message>
        <message>
            <source>Laying the line over the survey</source>
            <translation>正在套合划线与地类图斑</translation>
        </message>
        <message>
            <source>Layout template</source>
            <translation>版面模板</translation>
        </message>
        <message>
            <source>Least capacity wasted</source>
            <translation>产能浪费最少</translation>
        </message>
        <message>
            <source>Ledger (store or plain text)</source>
            <translation>账本（项目库或文本）</translation>
        </message>
        <message>
            <source>Ledger balance</source>
            <translation>台账平衡表</translation>
        </message>
        <message>
            <source>Ledger store</source>
            <translation>账本库</translation>
        </message>
        <message>
            <source>Ledger to write</source>
            <translation>要写出的账本</translation>
        </message>
        <message>
            <source>Legend</source>
            <translation>图例</translation>
        </message>
        <message>
            <source>Length of the log when the patches were looked at</source>
            <translation>查看图斑时的日志长度</translation>
        </message>
        <message>
            <source>Let the border follow a line</source>
            <translation>让边界沿所画的线走</translation>
        </message>
        <message>
            <source>Level areas to control areas</source>
            <translation>面积平差（按控制面积）</translation>
        </message>
        <message>
            <source>Line</source>
            <translation>划线推演</translation>
        </message>
        <message>
            <source>Line (polygons)</source>
            <translation>划线（面）</translation>
        </message>
        <message>
            <source>Line as it is (polygons)</source>
            <translation>现有线（面）</translation>
        </message>
        <message>
            <source>Line as proposed (polygons)</source>
            <translation>拟调线（面）</translation>
        </message>
        <message>
            <source>Line now</source>
            <translation>现有线</translation>
        </message>
        <message>
            <source>Line proposed</source>
            <translation>拟调线</translation>
        </message>
        <message>
            <source>Lines ({count})</source>
            <translation>建议（{count}）</translation>
        </message>
        <message>
            <source>Lines entered</source>
            <translation>已记入行数</translation>
        </message>
        <message>
            <source>Linked views</source>
            <translation>联动视图</translation>
        </message>
        <message>
            <source>Local first</source>
            <translation>就近优先</translation>
        </message>
        <message>
            <source>Looking for the best write-off</source>
            <translation>正在计算最优核销</translation>
        </message>
        <message>
            <source>Lot</source>
            <translation>指标</translation>
        </message>
        <message>
            <source>Make the key</source>
            <translation>建立密钥</translation>
        </message>
        <message>
            <source>Make the sample county</source>
            <translation>生成样例县</translation>
        </message>
        <message>
            <source>Making the ledger</source>
            <translation>正在新建账本</translation>
        </message>
        <message>
            <source>Making the sample county</source>
            <translation>正在生成样例县</translation>
        </message>
        <message>
            <source>Map</source>
            <translation>截图</translation>
        </message>
        <message>
            <source>Map file</source>
            <translation>地图文件</translation>
        </message>
        <message>
            <source>Map of keys</source>
            <translation>键位图</translation>
        </message>
        <message>
            <source>Map of land flows</source>
            <translation>地类流向图</translation>
        </message>
        <message>
            <source>Map of land flows (A3)</source>
            <translation>地类流向图（A3）</translation>
        </message>
        <message>
            <source>Map screenshot</source>
            <translation>地图截图</translation>
        </message>
        <message>
            <source>Map written: {path}</source>
            <translation>地图已保存：{path}</translation>
        </message>
        <message>
            <source>Map {number} {time}.png</source>
            <translation>地图 {number} {time}.png</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>Merge</source>
            <translation>合并</translation>
        </message>
        <message>
            <source>Merge patches: click them, Enter or right button to finish</source>
            <translation>合并图斑：逐个点选，Enter 或右键结束</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>方法</translation>
        </message>
        <message>
            <source>Method of area computation</source>
            <translation>面积计算方法</translation>
        </message>
        <message>
            <source>Method of optimisation</source>
            <translation>求解方法</translation>
        </message>
        <message>
            <source>Missing</source>
            <translation>还缺</translation>
        </message>
        <message>
            <source>Move</source>
            <translation>移动情况</translation>
        </message>
        <message>
            <source>Move a &amp;red line</source>
            <translation>移动控制线 (&amp;R)</translation>
        </message>
        <message>
            <source>Move vertices; double-click an edge for a new one; Delete takes one away</source>
            <translation>移动节点；双击边线加节点；Delete 删节点</translation>
        </message>
        <message>
            <source>Moved ground without a patch (m2)</source>
            <translation>没有图斑的移动地面（平方米）</translation>
        </message>
        <message>
            <source>Moving the line on a copy</source>
            <translation>正在副本上试调</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Name (empty: the key's)</source>
            <translation>姓名（空：以密钥为准）</translation>
        </message>
        <message>
            <source>Name a project and a campaign first.</source>
            <translation>请先填写项目和专项。</translation>
        </message>
        <message>
            <source>Name and role…</source>
            <translation>姓名与身份…</translation>
        </message>
        <message>
            <source>Name field of the line</source>
            <translation>划线名称字段</translation>
        </message>
        <message>
            <source>Name of the earlier year</source>
            <translation>前一年度名称</translation>
        </message>
        <message>
            <source>Name of the later year</source>
            <translation>后一年度名称</translation>
        </message>
        <message>
            <source>Name of the sheet (empty: the first)</source>
            <translation>工作表名（空为第一个）</translation>
        </message>
        <message>
            <source>Near view</source>
            <translation>近景</translation>
        </message>
        <message>
            <source>Near view (N)</source>
            <translation>近景（N）</translation>
        </message>
        <message>
            <source>Needed</source>
            <translation>要求</translation>
        </message>
        <message>
            <source>Net change</source>
            <translation>净变化</translation>
        </message>
        <message>
            <source>Net change (m2)</source>
            <translation>净变化（平方米）</translation>
        </message>
        <message>
            <source>New check</source>
            <translation>重新检查</translation>
        </message>
        <message>
            <source>New key…</source>
            <translation>新建密钥…</translation>
        </message>
        <message>
            <source>New ledger</source>
            <translation>新建账本</translation>
        </message>
        <message>
            <source>New ledger…</source>
            <translation>新建账本…</translation>
        </message>
        <message>
            <source>New run</source>
            <translation>重新核算</translation>
        </message>
        <message>
            <source>New signing key</source>
            <translation>新建签名密钥</translation>
        </message>
        <message>
            <source>Newest survey layer</source>
            <translation>最新地类图斑图层</translation>
        </message>
        <message>
            <source>Next (n)</source>
            <translation>下一项 (n)</translation>
        </message>
        <message>
            <source>Next (→)</source>
            <translation>下一张（→）</translation>
        </message>
        <message>
            <source>Next in the list</source>
            <translation>列表下一块</translation>
        </message>
        <message>
            <source>Next to judge</source>
            <translation>下一待判</translation>
        </message>
        <message>
            <source>No evidence yet. Drop photos here, paste them, or press Add.</source>
            <translation>还没有举证。把照片拖到这里、粘贴，或点“+ 添加”。</translation>
        </message>
        <message>
            <source>No evidence. The patch is certified or divided: none can be added.</source>
            <translation>没有举证。图斑已认定或已拆分合并，不能添加。</translation>
        </message>
        <message>
            <source>No figures yet.</source>
            <translation>暂无数字。</translation>
        </message>
        <message>
            <source>No land changed its class here.</source>
            <translation>此处没有地类变化。</translation>
        </message>
        <message>
            <source>No ledger is open. A ledger keeps the indices of supplemented farmland and what projects owe.</source>
            <translation>尚未打开账本。账本记录补充耕地指标和占用项目的应补与核销。</translation>
        </message>
        <message>
            <source>No parcel here</source>
            <translation>此处没有地块</translation>
        </message>
        <message>
            <source>No patch of this list is left to judge.</source>
            <translation>列表中没有待判图斑了。</translation>
        </message>
        <message>
            <source>No patch passes the filters.</source>
            <translation>没有符合筛选条件的图斑。</translation>
        </message>
        <message>
            <source>No polygon layer of the project has patch {patches} (field BSM).</source>
            <translation>工程的面图层中没有图斑 {patches}（字段 BSM）。</translation>
        </message>
        <message>
            <source>No project store is open. A store keeps the patches, verdicts, evidence and certificates of one office.</source>
            <translation>还没有打开核查项目库。项目库保存本单位的图斑、判定、举证和认定书。</translation>
        </message>
        <message>
            <source>Northing first</source>
            <translation>北坐标在前</translation>
        </message>
        <message>
            <source>Not a file of patches: {names}</source>
            <translation>不是图斑文件：{names}</translation>
        </message>
        <message>
            <source>Not added</source>
            <translation>未添加</translation>
        </message>
        <message>
            <source>Not repeated</source>
            <translation>不重复首点</translation>
        </message>
        <message>
            <source>Not screened yet: nothing is suggested.</source>
            <translation>尚未叠加分析，没有建议。</translation>
        </message>
        <message>
            <source>Not screened yet: the overlays have not been computed</source>
            <translation>尚未叠加分析</translation>
        </message>
        <message>
            <source>Nothing else changed since the return.</source>
            <translation>退回后其他内容未改动。</translation>
        </message>
        <message>
            <source>Nothing is written into the ledger or the layers.</source>
            <translation>推演不改账本，也不改图层。</translation>
        </message>
        <message>
            <source>Nothing to decide</source>
            <translation>没有可办的图斑</translation>
        </message>
        <message>
            <source>Nothing was found.</source>
            <translation>没有发现问题。</translation>
        </message>
        <message>
            <source>Nothing would be left</source>
            <translation>没有剩余面积</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>编号</translation>
        </message>
        <message>
            <source>Number of errors</source>
            <translation>错误数</translation>
        </message>
        <message>
            <source>Number of errors not explained</source>
            <translation>未说明的错误数</translation>
        </message>
        <message>
            <source>Number of features</source>
            <translation>要素个数</translation>
        </message>
        <message>
            <source>Number of findings</source>
            <translation>问题数</translation>
        </message>
        <message>
            <source>Number of the batch</source>
            <translation>记账批号</translation>
        </message>
        <message>
            <source>Number of the patch, then Enter</source>
            <translation>图斑编号，回车显示</translation>
        </message>
        <message>
            <source>Number points anew in every ring</source>
            <translation>每个环重新编点号</translation>
        </message>
        <message>
            <source>OK</source>
            <translation>确定</translation>
        </message>
        <message>
            <source>Objective</source>
            <translation>优先目标</translation>
        </message>
        <message>
            <source>Occupation project</source>
            <translation>项目</translation>
        </message>
        <message>
            <source>Occupation projects</source>
            <translation>占用项目</translation>
        </message>
        <message>
            <source>Office</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>Office printed under reports</source>
            <translation>报表填表单位</translation>
        </message>
        <message>
            <source>Official area</source>
            <translation>官方椭球面积</translation>
        </message>
        <message>
            <source>Official areas</source>
            <translation>官方面积</translation>
        </message>
        <message>
            <source>Official areas only</source>
            <translation>只用官方椭球面积</translation>
        </message>
        <message>
            <source>Official figures are the same whatever is set here.</source>
            <translation>此处的设置不影响官方数字。</translation>
        </message>
        <message>
            <source>Old indices carried (unit, carried_m2)</source>
            <translation>结转的原有指标（unit、carried_m2）</translation>
        </message>
        <message>
            <source>Oldest first</source>
            <translation>先入先用</translation>
        </message>
        <message>
            <source>One package per certified patch: certificate, log proof, photos, and the form to print (PDF) beside it.</source>
            <translation>每个已认定的图斑一个案卷包：认定书、日志证明、照片；旁边另放可打印的认定表（PDF）。</translation>
        </message>
        <message>
            <source>One patch</source>
            <translation>单个图斑</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Open (Enter)</source>
            <translation>看大图（回车）</translation>
        </message>
        <message>
            <source>Open a ledger</source>
            <translation>打开账本</translation>
        </message>
        <message>
            <source>Open a ledger…</source>
            <translation>打开账本…</translation>
        </message>
        <message>
            <source>Open a project store</source>
            <translation>打开核查项目库</translation>
        </message>
        <message>
            <source>Open a project store…</source>
            <translation>打开核查项目库…</translation>
        </message>
        <message>
            <source>Open another store…</source>
            <translation>打开其他项目库…</translation>
        </message>
        <message>
            <source>Open findings</source>
            <translation>打开结果</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>打开文件夹</translation>
        </message>
        <message>
            <source>Open the queue</source>
            <translation>打开核查列表</translation>
        </message>
        <message>
            <source>Open the sample county</source>
            <translation>打开示例县</translation>
        </message>
        <message>
            <source>Opening a picture</source>
            <translation>正在打开图片</translation>
        </message>
        <message>
            <source>Opens the reconciliation</source>
            <translation>打开闭合核对表</translation>
        </message>
        <message>
            <source>Opinion</source>
            <translation>意见</translation>
        </message>
        <message>
            <source>Or look through findings of an earlier check:</source>
            <translation>或查看以前的检查结果：</translation>
        </message>
        <message>
            <source>Order of coordinates</source>
            <translation>坐标顺序</translation>
        </message>
        <message>
            <source>Originals brought back</source>
            <translation>找回的原件数</translation>
        </message>
        <message>
            <source>Originals missing, altered or unknown</source>
            <translation>异常原件数</translation>
        </message>
        <message>
            <source>Other fields ({filled} filled in)</source>
            <translation>其他字段（已填 {filled} 项）</translation>
        </message>
        <message>
            <source>Outflow</source>
            <translation>流出</translation>
        </message>
        <message>
            <source>Over target</source>
            <translation>超出目标</translation>
        </message>
        <message>
            <source>Overlays</source>
            <translation>套合</translation>
        </message>
        <message>
            <source>Overlays computed: {count} patches</source>
            <translation>叠加分析完成：{count} 块图斑</translation>
        </message>
        <message>
            <source>P&amp;ost ticked lines</source>
            <translation>勾选入账 (&amp;K)</translation>
        </message>
        <message>
            <source>Package</source>
            <translation>组件</translation>
        </message>
        <message>
            <source>Packages written</source>
            <translation>已写案卷包数</translation>
        </message>
        <message>
            <source>Paddy required (m2)</source>
            <translation>水田应补（平方米）</translation>
        </message>
        <message>
            <source>Paddy short (m2)</source>
            <translation>水田尚缺（平方米）</translation>
        </message>
        <message>
            <source>Passphrase</source>
            <translation>口令</translation>
        </message>
        <message>
            <source>Passphrase (better: environment variable LANDGUARD_PASSPHRASE)</source>
            <translation>口令（建议改用环境变量 LANDGUARD_PASSPHRASE）</translation>
        </message>
        <message>
            <source>Passphrase again</source>
            <translation>再次输入口令</translation>
        </message>
        <message>
            <source>Pasted picture.png</source>
            <translation>粘贴的图片.png</translation>
        </message>
        <message>
            <source>Patch</source>
            <translation>图斑</translation>
        </message>
        <message>
            <source>Patch areas</source>
            <translation>图斑面积来源</translation>
        </message>
        <message>
            <source>Patch project</source>
            <translation>图斑项目</translation>
        </message>
        <message>
            <source>Patch project (made when it is missing)</source>
            <translation>图斑项目（不存在时新建）</translation>
        </message>
        <message>
            <source>Patch project (store)</source>
            <translation>图斑项目库</translation>
        </message>
        <message>
            <source>Patch tools</source>
            <translation>图斑工具</translation>
        </message>
        <message>
            <source>Patch: number or uid (empty: only propose patches by position)</source>
            <translation>图斑编号或标识（留空只按位置推荐）</translation>
        </message>
        <message>
            <source>Patches</source>
            <translation>图斑</translation>
        </message>
        <message>
            <source>Patches adjusted</source>
            <translation>调整的图斑数</translation>
        </message>
        <message>
            <source>Patches and enforcement</source>
            <translation>卫片图斑与执法</translation>
        </message>
        <message>
            <source>Patches behind the figures</source>
            <translation>数字背后的图斑</translation>
        </message>
        <message>
            <source>Patches checked</source>
            <translation>已检查的图斑数</translation>
        </message>
        <message>
            <source>Patches checked before</source>
            <translation>此前核查过的图斑</translation>
        </message>
        <message>
            <source>Patches chosen</source>
            <translation>选入图斑数</translation>
        </message>
        <message>
            <source>Patches decided on</source>
            <translation>已办图斑数</translation>
        </message>
        <message>
            <source>Patches of the earlier year</source>
            <translation>前一年度图斑数</translation>
        </message>
        <message>
            <source>Patches of the later year</source>
            <translation>后一年度图斑数</translation>
        </message>
        <message>
            <source>Patches of this decision</source>
            <translation>本次图斑</translation>
        </message>
        <message>
            <source>Patches of unknown classes</source>
            <translation>未知地类图斑数</translation>
        </message>
        <message>
            <source>Patches refused</source>
            <translation>未办图斑数</translation>
        </message>
        <message>
            <source>Patches whose evidence is not complete</source>
            <translation>举证不足的图斑数</translation>
        </message>
        <message>
            <source>Patches without a package</source>
            <translation>没有案卷包的图斑</translation>
        </message>
        <message>
            <source>Patches: numbers, uids, or a filter such as state=judged; campaign=…</source>
            <translation>图斑：编号、uid，或条件，如 state=judged; campaign=…</translation>
        </message>
        <message>
            <source>Period balanced</source>
            <translation>结算期间</translation>
        </message>
        <message>
            <source>Period: 2021, 2021Q3, 2021-07 or from/to (empty: all)</source>
            <translation>期间：2021、2021Q3、2021-07 或 起/止（空为全部）</translation>
        </message>
        <message>
            <source>Permanent basic farmland</source>
            <translation>永久基本农田</translation>
        </message>
        <message>
            <source>Permanent basic farmland in the patch ({unit})</source>
            <translation>图斑内永久基本农田（{unit}）</translation>
        </message>
        <message>
            <source>Person printed under reports</source>
            <translation>报表填表人</translation>
        </message>
        <message>
            <source>Photo</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Photo positions</source>
            <translation>照片位置</translation>
        </message>
        <message>
            <source>Photos to patches</source>
            <translation>照片归图斑</translation>
        </message>
        <message>
            <source>Photos with a direction</source>
            <translation>有方向的照片数</translation>
        </message>
        <message>
            <source>Photos with a patch nearby</source>
            <translation>附近有图斑的照片数</translation>
        </message>
        <message>
            <source>Photos with a position</source>
            <translation>有位置的照片数</translation>
        </message>
        <message>
            <source>Picture</source>
            <translation>图</translation>
        </message>
        <message>
            <source>Picture…</source>
            <translation>图片…</translation>
        </message>
        <message>
            <source>Pieces</source>
            <translation>碎片明细</translation>
        </message>
        <message>
            <source>Pieces ({count})</source>
            <translation>地块（{count}）</translation>
        </message>
        <message>
            <source>Pieces of a flow matrix</source>
            <translation>流量矩阵的碎片图层</translation>
        </message>
        <message>
            <source>Pieces of the flow matrix</source>
            <translation>流量矩阵的流量明细</translation>
        </message>
        <message>
            <source>Plain-text ledger</source>
            <translation>文本账本</translation>
        </message>
        <message>
            <source>Plots</source>
            <translation>地块</translation>
        </message>
        <message>
            <source>Plots accepted</source>
            <translation>接收地块数</translation>
        </message>
        <message>
            <source>Plots read</source>
            <translation>读入地块数</translation>
        </message>
        <message>
            <source>Plots rejected</source>
            <translation>剔除地块数</translation>
        </message>
        <message>
            <source>Points</source>
            <translation>点数</translation>
        </message>
        <message>
            <source>Polygon layer</source>
            <translation>面图层</translation>
        </message>
        <message>
            <source>Post accepted write-off</source>
            <translation>记入已采纳的核销</translation>
        </message>
        <message>
            <source>Posting</source>
            <translation>正在入账</translation>
        </message>
        <message>
            <source>Postings</source>
            <translation>分录数</translation>
        </message>
        <message>
            <source>Postings behind it</source>
            <translation>分录</translation>
        </message>
        <message>
            <source>Postings behind the figures</source>
            <translation>数字背后的分录</translation>
        </message>
        <message>
            <source>Preview only: enter nothing</source>
            <translation>仅预览，不记账</translation>
        </message>
        <message>
            <source>Previous (p)</source>
            <translation>上一项 (p)</translation>
        </message>
        <message>
            <source>Previous (←)</source>
            <translation>上一张（←）</translation>
        </message>
        <message>
            <source>Previous in the list</source>
            <translation>列表上一块</translation>
        </message>
        <message>
            <source>Priority ≥ {level}</source>
            <translation>优先级 ≥ {level}</translation>
        </message>
        <message>
            <source>Profile</source>
            <translation>方案</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>项目</translation>
        </message>
        <message>
            <source>Project store</source>
            <translation>项目库</translation>
        </message>
        <message>
            <source>Projects</source>
            <translation>项目</translation>
        </message>
        <message>
            <source>Propose patches within (m)</source>
            <translation>推荐图斑的距离（米）</translation>
        </message>
        <message>
            <source>Propose write-off</source>
            <translation>核销建议</translation>
        </message>
        <message>
            <source>Proposed lines</source>
            <translation>建议行数</translation>
        </message>
        <message>
            <source>Proposed patches</source>
            <translation>推荐图斑</translation>
        </message>
        <message>
            <source>Province officer</source>
            <translation>省级复核员</translation>
        </message>
        <message>
            <source>Public key (for the roster)</source>
            <translation>公钥（填入名册）</translation>
        </message>
        <message>
            <source>Quantity required (m2)</source>
            <translation>数量应补（平方米）</translation>
        </message>
        <message>
            <source>Quantity short (m2)</source>
            <translation>数量尚缺（平方米）</translation>
        </message>
        <message>
            <source>Rank</source>
            <translation>名次</translation>
        </message>
        <message>
            <source>Ranked candidates</source>
            <translation>候选排名</translation>
        </message>
        <message>
            <source>Ranking candidates</source>
            <translation>正在评分排名</translation>
        </message>
        <message>
            <source>Re-judge history under rules not in force then</source>
            <translation>重判历史（允许使用当时未生效的规则）</translation>
        </message>
        <message>
            <source>Read again</source>
            <translation>重新读取</translation>
        </message>
        <message>
            <source>Read the store again</source>
            <translation>重新读取项目库</translation>
        </message>
        <message>
            <source>Read-only: the patch is certified or divided.</source>
            <translation>只读：图斑已认定或已拆分合并。</translation>
        </message>
        <message>
            <source>Reading the ledger</source>
            <translation>正在读取账本</translation>
        </message>
        <message>
            <source>Reading {count} files…</source>
            <translation>正在读取 {count} 个文件…</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>Reason (required)</source>
            <translation>理由（必填）</translation>
        </message>
        <message>
            <source>Reason (the piece stays in the history):</source>
            <translation>理由（撤下后仍留在历史中）：</translation>
        </message>
        <message>
            <source>Recompute all</source>
            <translation>全部重算</translation>
        </message>
        <message>
            <source>Reconciliation</source>
            <translation>闭合核对表</translation>
        </message>
        <message>
            <source>Recorded facility agriculture</source>
            <translation>备案的设施农用地</translation>
        </message>
        <message>
            <source>Red line, boundary or plan (polygons)</source>
            <translation>红线、边界或计划范围（面）</translation>
        </message>
        <message>
            <source>Reference system</source>
            <translation>坐标系</translation>
        </message>
        <message>
            <source>Reference system (empty: that of the first patches)</source>
            <translation>坐标系（留空：由第一批图斑确定）</translation>
        </message>
        <message>
            <source>Reference system, where the file has none</source>
            <translation>坐标系（文件没有时）</translation>
        </message>
        <message>
            <source>Reference system, where the file is wrong or silent</source>
            <translation>坐标系（文件有误或没有写明时）</translation>
        </message>
        <message>
            <source>Refusals</source>
            <translation>拒绝清单</translation>
        </message>
        <message>
            <source>Refused</source>
            <translation>未办</translation>
        </message>
        <message>
            <source>Refused ({count})</source>
            <translation>不可用（{count}）</translation>
        </message>
        <message>
            <source>Refused patches</source>
            <translation>未办图斑</translation>
        </message>
        <message>
            <source>Rejected</source>
            <translation>剔除</translation>
        </message>
        <message>
            <source>Rejected plots</source>
            <translation>剔除的地块</translation>
        </message>
        <message>
            <source>Rejected rows</source>
            <translation>剔除的行</translation>
        </message>
        <message>
            <source>Remainders by patch</source>
            <translation>逐图斑余差</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>Repairs may change an area by (m2)</source>
            <translation>修复允许的面积变化（平方米）</translation>
        </message>
        <message>
            <source>Required area</source>
            <translation>需划定面积</translation>
        </message>
        <message>
            <source>Required area (mu)</source>
            <translation>需要的面积（亩）</translation>
        </message>
        <message>
            <source>Reshape</source>
            <translation>修边</translation>
        </message>
        <message>
            <source>Restorable</source>
            <translation>可恢复</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>Result of the verification</source>
            <translation>核验结论</translation>
        </message>
        <message>
            <source>Retest</source>
            <translation>重检</translation>
        </message>
        <message>
            <source>Return file</source>
            <translation>上报文件</translation>
        </message>
        <message>
            <source>Returned by {person}: {reason}</source>
            <translation>{person} 退回：{reason}</translation>
        </message>
        <message>
            <source>Returned by {who} on {when}: {reason}</source>
            <translation>{who}于 {when} 退回：{reason}</translation>
        </message>
        <message>
            <source>Returns the official ellipsoidal area (图斑椭球面积) of a polygon in square metres with two decimals, as landguard:officialarea computes it. crs is the reference system of the geometry.</source>
            <translation>返回面的图斑椭球面积，单位平方米，保留两位小数，与 landguard:officialarea 的计算一致。crs 为图形所用的坐标系。</translation>
        </message>
        <message>
            <source>Reverse a batch</source>
            <translation>冲正记账批</translation>
        </message>
        <message>
            <source>Review or withdraw…</source>
            <translation>审核或撤回…</translation>
        </message>
        <message>
            <source>Ridge coefficients</source>
            <translation>田坎系数表</translation>
        </message>
        <message>
            <source>Ridge coefficients (example)</source>
            <translation>田坎系数（示例）</translation>
        </message>
        <message>
            <source>Ridge shown as class 1203 (m2)</source>
            <translation>计入 1203 的田坎面积（平方米）</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>角色</translation>
        </message>
        <message>
            <source>Root key of the office</source>
            <translation>单位根密钥</translation>
        </message>
        <message>
            <source>Roster</source>
            <translation>名册</translation>
        </message>
        <message>
            <source>Roster to go by from now on (file)</source>
            <translation>此后采用的名册（文件）</translation>
        </message>
        <message>
            <source>Row</source>
            <translation>行号</translation>
        </message>
        <message>
            <source>Rows accepted</source>
            <translation>接收行数</translation>
        </message>
        <message>
            <source>Rows read</source>
            <translation>读入行数</translation>
        </message>
        <message>
            <source>Rows rejected</source>
            <translation>剔除行数</translation>
        </message>
        <message>
            <source>Rows that were there already</source>
            <translation>重复行数</translation>
        </message>
        <message>
            <source>Rule</source>
            <translation>规则</translation>
        </message>
        <message>
            <source>Rule set</source>
            <translation>规则包</translation>
        </message>
        <message>
            <source>Rule set (default: shipped)</source>
            <translation>规则包（默认用自带的）</translation>
        </message>
        <message>
            <source>Rule set: name or file (empty: the one in force)</source>
            <translation>规则包：名称或文件（空为当时有效者）</translation>
        </message>
        <message>
            <source>Rule set: name or file (empty: the packaged one)</source>
            <translation>规则包：名称或文件（空为自带）</translation>
        </message>
        <message>
            <source>Rule, unit, patch</source>
            <translation>规则、单位、图斑</translation>
        </message>
        <message>
            <source>Rules</source>
            <translation>规则</translation>
        </message>
        <message>
            <source>Rules checked</source>
            <translation>已检查的规则数</translation>
        </message>
        <message>
            <source>Rules checked and not checked</source>
            <translation>规则检查情况</translation>
        </message>
        <message>
            <source>Rules in force</source>
            <translation>所用规则</translation>
        </message>
        <message>
            <source>Rules in force on (YYYY-MM-DD)</source>
            <translation>规则有效日期（YYYY-MM-DD）</translation>
        </message>
        <message>
            <source>Rules not checked</source>
            <translation>未检查的规则数</translation>
        </message>
        <message>
            <source>Run the accounting</source>
            <translation>开始核算</translation>
        </message>
        <message>
            <source>Run this command in a terminal (OSGeo4W Shell on Windows), then restart QGIS:</source>
            <translation>在终端（Windows 为 OSGeo4W Shell）中运行下面这条命令，然后重启 QGIS:</translation>
        </message>
        <message>
            <source>Sample county</source>
            <translation>样例县</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Save mine over it</source>
            <translation>以我的为准</translation>
        </message>
        <message>
            <source>Save the findings</source>
            <translation>保存检查结果</translation>
        </message>
        <message>
            <source>Save the flow picture</source>
            <translation>保存流向图</translation>
        </message>
        <message>
            <source>Save the flow table</source>
            <translation>保存流量表</translation>
        </message>
        <message>
            <source>Save the map</source>
            <translation>保存地图</translation>
        </message>
        <message>
            <source>Save the picture</source>
            <translation>保存图</translation>
        </message>
        <message>
            <source>Save the rejected rows…</source>
            <translation>导出剔除行…</translation>
        </message>
        <message>
            <source>Saved: {path}</source>
            <translation>已保存：{path}</translation>
        </message>
        <message>
            <source>Saving the view…</source>
            <translation>正在保存远近…</translation>
        </message>
        <message>
            <source>Schema version</source>
            <translation>结构版本</translation>
        </message>
        <message>
            <source>Schema version before</source>
            <translation>升级前结构版本</translation>
        </message>
        <message>
            <source>Score</source>
            <translation>总分</translation>
        </message>
        <message>
            <source>Screen patches</source>
            <translation>图斑初筛</translation>
        </message>
        <message>
            <source>Screen the patches of a project</source>
            <translation>项目图斑初筛</translation>
        </message>
        <message>
            <source>Screened patches</source>
            <translation>初筛结果</translation>
        </message>
        <message>
            <source>Screening rules: id or file (empty: those in force)</source>
            <translation>初筛规则：编号或文件（空：按日期选用）</translation>
        </message>
        <message>
            <source>Seal a period of the ledger</source>
            <translation>封账</translation>
        </message>
        <message>
            <source>Seal them with a key: the printed form and the pictures are protected, too</source>
            <translation>用密钥加封：打印的认定表和图片也受签名保护</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>随机种子</translation>
        </message>
        <message>
            <source>Set vertices by typed or pasted coordinates</source>
            <translation>用键入或粘贴的坐标定节点</translation>
        </message>
        <message>
            <source>Shapefile as a county hands it in</source>
            <translation>县级上交样式的shapefile</translation>
        </message>
        <message>
            <source>Shapes repaired</source>
            <translation>修复的图形数</translation>
        </message>
        <message>
            <source>Sheet (xlsx or csv)</source>
            <translation>表格（xlsx 或 csv）</translation>
        </message>
        <message>
            <source>Short and cures ({count})</source>
            <translation>缺口与途径（{count}）</translation>
        </message>
        <message>
            <source>Short, {stage}</source>
            <translation>尚缺：{stage}</translation>
        </message>
        <message>
            <source>Shortfall of all accounts (m2 and kg)</source>
            <translation>各账户尚缺合计（平方米与公斤）</translation>
        </message>
        <message>
            <source>Shortfalls</source>
            <translation>尚缺清单</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Show all</source>
            <translation>显示全部</translation>
        </message>
        <message>
            <source>Show both outlines</source>
            <translation>显示前后图形</translation>
        </message>
        <message>
            <source>Sign roster of keys</source>
            <translation>签发密钥名册</translation>
        </message>
        <message>
            <source>Signing…</source>
            <translation>正在签名……</translation>
        </message>
        <message>
            <source>Since the last return</source>
            <translation>退回以来的变化</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>规模</translation>
        </message>
        <message>
            <source>Slope map (PDT)</source>
            <translation>坡度图（PDT）</translation>
        </message>
        <message>
            <source>Space</source>
            <translation>空格</translation>
        </message>
        <message>
            <source>Split</source>
            <translation>拆分</translation>
        </message>
        <message>
            <source>Split a patch by a line from border to border, or by a closed line</source>
            <translation>用贯穿图斑的线或闭合线拆分图斑</translation>
        </message>
        <message>
            <source>Stable-use findings (bsm, stable, grade)</source>
            <translation>稳定利用认定（bsm、stable、grade）</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Statement</source>
            <translation>平衡表</translation>
        </message>
        <message>
            <source>Stock against targets</source>
            <translation>保有量与目标对比</translation>
        </message>
        <message>
            <source>Stock against targets, before and after</source>
            <translation>调线前后保有量与目标</translation>
        </message>
        <message>
            <source>Stocks</source>
            <translation>保有量</translation>
        </message>
        <message>
            <source>Stopping…</source>
            <translation>正在停止…</translation>
        </message>
        <message>
            <source>Store, import, keys</source>
            <translation>项目库、导入、按键</translation>
        </message>
        <message>
            <source>Stored areas only</source>
            <translation>只用库内面积</translation>
        </message>
        <message>
            <source>Strip</source>
            <translation>条带</translation>
        </message>
        <message>
            <source>Submit</source>
            <translation>提交</translation>
        </message>
        <message>
            <source>Submit {key}</source>
            <translation>提交 {key}</translation>
        </message>
        <message>
            <source>Subtitle</source>
            <translation>副标题</translation>
        </message>
        <message>
            <source>Sugg.</source>
            <translation>建议</translation>
        </message>
        <message>
            <source>Suggested doubtful</source>
            <translation>建议存疑</translation>
        </message>
        <message>
            <source>Suggested false change</source>
            <translation>建议伪变化</translation>
        </message>
        <message>
            <source>Suggested illegal</source>
            <translation>建议违法</translation>
        </message>
        <message>
            <source>Suggested legal</source>
            <translation>建议合法</translation>
        </message>
        <message>
            <source>Suggested other</source>
            <translation>建议其他</translation>
        </message>
        <message>
            <source>Suggested: {word}</source>
            <translation>建议：{word}</translation>
        </message>
        <message>
            <source>Supplement projects</source>
            <translation>补充项目</translation>
        </message>
        <message>
            <source>Survey accounting</source>
            <translation>调查核算</translation>
        </message>
        <message>
            <source>Survey before the change</source>
            <translation>变化前调查图层</translation>
        </message>
        <message>
            <source>Survey layer</source>
            <translation>调查图层</translation>
        </message>
        <message>
            <source>Survey layer (DLTB)</source>
            <translation>地类图斑图层（DLTB）</translation>
        </message>
        <message>
            <source>Survey layer (drawn below)</source>
            <translation>地类图斑（画在底层）</translation>
        </message>
        <message>
            <source>Survey layer of the base year</source>
            <translation>基期地类图斑图层</translation>
        </message>
        <message>
            <source>Surveyor</source>
            <translation>作业员</translation>
        </message>
        <message>
            <source>Swipe</source>
            <translation>卷帘</translation>
        </message>
        <message>
            <source>Switch between mu, ha and m²</source>
            <translation>切换亩、公顷、平方米</translation>
        </message>
        <message>
            <source>Table of the earlier year</source>
            <translation>前年图层名</translation>
        </message>
        <message>
            <source>Table of the later year</source>
            <translation>后年图层名</translation>
        </message>
        <message>
            <source>Table saved: {link}</source>
            <translation>表格已保存：{link}</translation>
        </message>
        <message>
            <source>Table to hand in (Excel)</source>
            <translation>上报表格（Excel）</translation>
        </message>
        <message>
            <source>Tables to hand in, as the algorithm writes them</source>
            <translation>上报表格，与算法输出一致</translation>
        </message>
        <message>
            <source>Take back</source>
            <translation>撤回</translation>
        </message>
        <message>
            <source>Take back the last deed as one step; on the map also Ctrl+Z</source>
            <translation>一步撤回上一次操作；在地图上也可按 Ctrl+Z</translation>
        </message>
        <message>
            <source>Take back {key}</source>
            <translation>撤回 {key}</translation>
        </message>
        <message>
            <source>Take the reason back</source>
            <translation>撤销说明</translation>
        </message>
        <message>
            <source>Take theirs</source>
            <translation>以对方为准</translation>
        </message>
        <message>
            <source>Taken back by batch {batch}; the original stays in the books.</source>
            <translation>已由批 {batch} 冲正，原批保留。</translation>
        </message>
        <message>
            <source>Taken back: the verdict of {number}</source>
            <translation>已撤回 {number} 的判定</translation>
        </message>
        <message>
            <source>Taken back: the verdicts of {count} patches</source>
            <translation>已撤回 {count} 块图斑的判定</translation>
        </message>
        <message>
            <source>Taking back</source>
            <translation>正在冲正</translation>
        </message>
        <message>
            <source>Target</source>
            <translation>目标</translation>
        </message>
        <message>
            <source>Targets</source>
            <translation>目标表</translation>
        </message>
        <message>
            <source>Targets (unit, farmland_mu, basic_mu)</source>
            <translation>目标表（unit、farmland_mu、basic_mu）</translation>
        </message>
        <message>
            <source>Tell by content</source>
            <translation>按内容判断</translation>
        </message>
        <message>
            <source>Tell by distance</source>
            <translation>按距离判断</translation>
        </message>
        <message>
            <source>Temporary land</source>
            <translation>临时用地</translation>
        </message>
        <message>
            <source>Test all evidence again, as after a reshape</source>
            <translation>重新检验全部举证，如图斑改过图形之后</translation>
        </message>
        <message>
            <source>Testing the evidence again…</source>
            <translation>正在重新检验…</translation>
        </message>
        <message>
            <source>Tests</source>
            <translation>检验</translation>
        </message>
        <message>
            <source>The border crosses itself</source>
            <translation>边线自相交</translation>
        </message>
        <message>
            <source>The clipboard holds neither files nor a picture.</source>
            <translation>剪贴板中没有文件或图片。</translation>
        </message>
        <message>
            <source>The findings layer cannot be written: explanations are kept in the project only.</source>
            <translation>结果图层不能写入，说明只保存在工程中。</translation>
        </message>
        <message>
            <source>The findings layer was removed. What is shown stays; explanations are kept in the project only.</source>
            <translation>结果图层已移除。显示的内容仍在，说明只保存在工程中。</translation>
        </message>
        <message>
            <source>The geometry was changed.</source>
            <translation>图形已修改。</translation>
        </message>
        <message>
            <source>The hole reaches over the border</source>
            <translation>孔洞超出图斑边界</translation>
        </message>
        <message>
            <source>The key needs a name.</source>
            <translation>请填写密钥属于谁。</translation>
        </message>
        <message>
            <source>The line costs {farmland} {unit} of farmland, of it {basic} {unit} basic farmland; {below} units fall below their target.</source>
            <translation>线内耕地 {farmland} {unit}，其中永久基本农田 {basic} {unit}；划后低于目标的单位 {below} 个。</translation>
        </message>
        <message>
            <source>The line is tried on a copy of the books in memory: nothing is posted, no layer is changed.</source>
            <translation>在内存中的账本副本上试调：不记账，不改图层。</translation>
        </message>
        <message>
            <source>The outline changed; it was {area}.</source>
            <translation>图形已改动，原面积 {area}。</translation>
        </message>
        <message>
            <source>The outline was changed, too.</source>
            <translation>图形也已改动。</translation>
        </message>
        <message>
            <source>The overlays are being computed.</source>
            <translation>正在叠加分析，请稍候。</translation>
        </message>
        <message>
            <source>The passphrase is kept nowhere: without it the key signs nothing any more.</source>
            <translation>口令不保存在任何地方：忘记口令，密钥就不能再签名。</translation>
        </message>
        <message>
            <source>The passphrase needs at least {least} characters.</source>
            <translation>口令至少 {least} 个字符。</translation>
        </message>
        <message>
            <source>The patch is certified or divided: its evidence cannot change.</source>
            <translation>图斑已认定或已拆分合并，举证不能改动。</translation>
        </message>
        <message>
            <source>The project has no layer for this figure.</source>
            <translation>工程中没有该项对应的图层。</translation>
        </message>
        <message>
            <source>The run failed; see the message log.</source>
            <translation>运行失败，请查看消息日志。</translation>
        </message>
        <message>
            <source>The shape of the mark is the state, its colour the verdict</source>
            <translation>标记的形状表示状态，颜色表示判定</translation>
        </message>
        <message>
            <source>The single keys work only in verification mode. In the form, Esc gives the keyboard back to the queue.</source>
            <translation>单键只在核查模式下有效。在表单中按 Esc，键盘回到队列。</translation>
        </message>
        <message>
            <source>The single keys work only while this is on; QGIS's own keys are never taken otherwise</source>
            <translation>开启后单键有效；关闭时不占用 QGIS 的任何按键</translation>
        </message>
        <message>
            <source>The survey layer was edited after this check. Check it again.</source>
            <translation>检查之后调查图层有修改，请重新检查。</translation>
        </message>
        <message>
            <source>The two passphrases are not the same yet.</source>
            <translation>两次输入的口令还不一致。</translation>
        </message>
        <message>
            <source>There already</source>
            <translation>已有</translation>
        </message>
        <message>
            <source>There is such a file already; a key never overwrites anything.</source>
            <translation>该文件已经存在；密钥从不覆盖已有文件。</translation>
        </message>
        <message>
            <source>This is a far view</source>
            <translation>设为远景</translation>
        </message>
        <message>
            <source>This is a near view</source>
            <translation>设为近景</translation>
        </message>
        <message>
            <source>This key signs as {owner}; {person} works here.</source>
            <translation>这把密钥以{owner}的名义签名，当前在岗的是{person}。</translation>
        </message>
        <message>
            <source>This parcel cuts nothing off</source>
            <translation>该地块切不出内容</translation>
        </message>
        <message>
            <source>Threads for geometry</source>
            <translation>几何运算线程数</translation>
        </message>
        <message>
            <source>Tick all</source>
            <translation>全选</translation>
        </message>
        <message>
            <source>Tick the photos to add first.</source>
            <translation>请先勾选要添加的照片。</translation>
        </message>
        <message>
            <source>Title</source>
            <translation>标题</translation>
        </message>
        <message>
            <source>To class</source>
            <translation>后年地类</translation>
        </message>
        <message>
            <source>To judge or answer ({count})</source>
            <translation>待办（{count}）</translation>
        </message>
        <message>
            <source>To swap in</source>
            <translation>须补划</translation>
        </message>
        <message>
            <source>Total</source>
            <translation>合计</translation>
        </message>
        <message>
            <source>Total area (m2)</source>
            <translation>总面积（平方米）</translation>
        </message>
        <message>
            <source>Total in the table's unit</source>
            <translation>合计（按所选单位）</translation>
        </message>
        <message>
            <source>Trusted key ids (of the roster's root or of the signers; empty: all)</source>
            <translation>信任的密钥编号（名册根密钥或签名人；空：以包内为准）</translation>
        </message>
        <message>
            <source>Try the &amp;line</source>
            <translation>试调 (&amp;L)</translation>
        </message>
        <message>
            <source>Trying it on a copy</source>
            <translation>正在副本上推演</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Unexplained difference</source>
            <translation>未解释差额</translation>
        </message>
        <message>
            <source>Unexplained difference (m2)</source>
            <translation>未解释差额（平方米）</translation>
        </message>
        <message>
            <source>Unfinished drawing of {at} with {count} vertices was kept.</source>
            <translation>{at} 未画完的图形已保留，共 {count} 个节点。</translation>
        </message>
        <message>
            <source>Unified balance (from 2025)</source>
            <translation>占补平衡新机制（2025 年起）</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>Unit ({measure})</source>
            <translation>单位（{measure}）</translation>
        </message>
        <message>
            <source>Unit and everything in it (empty: all)</source>
            <translation>单位及其下级（空为全部）</translation>
        </message>
        <message>
            <source>Unit level: digits of the unit code (6 county, 9 township, 12 village)</source>
            <translation>单位级别：单位代码位数（6 县、9 乡、12 村）</translation>
        </message>
        <message>
            <source>Unit level: digits of the unit code (6 county, 9 township; 0: as in the books)</source>
            <translation>单位级别：代码位数（6 县级、9 乡级；0 为账上原有级别）</translation>
        </message>
        <message>
            <source>Unit names (layer or table with codes and names)</source>
            <translation>行政单位名称（含代码与名称的图层或表）</translation>
        </message>
        <message>
            <source>Unit of areas</source>
            <translation>面积单位</translation>
        </message>
        <message>
            <source>Unit of declared areas</source>
            <translation>声明面积的单位</translation>
        </message>
        <message>
            <source>Units (instead of unit codes)</source>
            <translation>行政单位图层（代替单位代码）</translation>
        </message>
        <message>
            <source>Units below their target</source>
            <translation>低于目标的单位数</translation>
        </message>
        <message>
            <source>Units for patches without unit code</source>
            <translation>行政单位图层（用于没有单位代码的图斑）</translation>
        </message>
        <message>
            <source>Units with a closing</source>
            <translation>有期末余额的单位数</translation>
        </message>
        <message>
            <source>Units with control areas</source>
            <translation>带控制面积的行政单位</translation>
        </message>
        <message>
            <source>Units with control areas (XZQ or CJDCQ)</source>
            <translation>带控制面积的行政单位（XZQ 或 CJDCQ）</translation>
        </message>
        <message>
            <source>Unsubmitted work of an earlier sitting: {count} patches ({numbers}).</source>
            <translation>上次有未提交的内容：{count} 块图斑（{numbers}）。</translation>
        </message>
        <message>
            <source>Untick all</source>
            <translation>全不选</translation>
        </message>
        <message>
            <source>Unused reserve zone (m2)</source>
            <translation>未用的储备区（平方米）</translation>
        </message>
        <message>
            <source>Upgrade patch project</source>
            <translation>升级图斑项目库</translation>
        </message>
        <message>
            <source>Urban development boundary</source>
            <translation>城镇开发边界</translation>
        </message>
        <message>
            <source>Used for</source>
            <translation>用途</translation>
        </message>
        <message>
            <source>Value of the objective</source>
            <translation>目标值</translation>
        </message>
        <message>
            <source>Verdict</source>
            <translation>判定</translation>
        </message>
        <message>
            <source>Verdict tree of a new campaign (empty: the one in force)</source>
            <translation>新专项的判定树（空：现行的）</translation>
        </message>
        <message>
            <source>Verdict: doubtful</source>
            <translation>判定：存疑</translation>
        </message>
        <message>
            <source>Verdict: false change</source>
            <translation>判定：伪变化</translation>
        </message>
        <message>
            <source>Verdict: illegal</source>
            <translation>判定：违法</translation>
        </message>
        <message>
            <source>Verdict: legal</source>
            <translation>判定：合法</translation>
        </message>
        <message>
            <source>Verdict: other</source>
            <translation>判定：其他</translation>
        </message>
        <message>
            <source>Verification mode</source>
            <translation>核查模式</translation>
        </message>
        <message>
            <source>Verification queue</source>
            <translation>核查队列</translation>
        </message>
        <message>
            <source>Verification workbench</source>
            <translation>核查工作台</translation>
        </message>
        <message>
            <source>Verify case package</source>
            <translation>核验案卷包</translation>
        </message>
        <message>
            <source>Verify case packages</source>
            <translation>核验案卷包</translation>
        </message>
        <message>
            <source>Verify case packages…</source>
            <translation>核验案卷包…</translation>
        </message>
        <message>
            <source>Verify them now</source>
            <translation>立即核验</translation>
        </message>
        <message>
            <source>Verify {key}</source>
            <translation>核查 {key}</translation>
        </message>
        <message>
            <source>Version of the books</source>
            <translation>账本版本</translation>
        </message>
        <message>
            <source>Version of the books that was looked at (empty: the present one)</source>
            <translation>所依据的账本版本（空为当前版本）</translation>
        </message>
        <message>
            <source>Vertices</source>
            <translation>节点</translation>
        </message>
        <message>
            <source>View cones</source>
            <translation>视锥</translation>
        </message>
        <message>
            <source>View of the photos</source>
            <translation>照片远近</translation>
        </message>
        <message>
            <source>What</source>
            <translation>事项</translation>
        </message>
        <message>
            <source>What a &amp;line costs</source>
            <translation>划线推演 (&amp;L)</translation>
        </message>
        <message>
            <source>What a line costs</source>
            <translation>划线情景</translation>
        </message>
        <message>
            <source>What became of the files</source>
            <translation>文件处理结果</translation>
        </message>
        <message>
            <source>What could cover it</source>
            <translation>可用什么补足</translation>
        </message>
        <message>
            <source>What does it &amp;cost</source>
            <translation>推演 (&amp;C)</translation>
        </message>
        <message>
            <source>What if</source>
            <translation>情景推演</translation>
        </message>
        <message>
            <source>What if a line moves</source>
            <translation>调线试算</translation>
        </message>
        <message>
            <source>What the file says of itself (not verified)</source>
            <translation>文件自述（未经证实）</translation>
        </message>
        <message>
            <source>What the files are</source>
            <translation>文件类型</translation>
        </message>
        <message>
            <source>What the overlays suggest; it never fills the verdict in</source>
            <translation>叠加分析的建议；不会自动填入判定</translation>
        </message>
        <message>
            <source>What the sheet holds</source>
            <translation>表格内容</translation>
        </message>
        <message>
            <source>What would cure the shortfall</source>
            <translation>补足办法</translation>
        </message>
        <message>
            <source>What you typed here is not submitted yet.</source>
            <translation>此处所填尚未提交。</translation>
        </message>
        <message>
            <source>When</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>Who</source>
            <translation>人员</translation>
        </message>
        <message>
            <source>Who acts</source>
            <translation>经办人</translation>
        </message>
        <message>
            <source>Who acts (name)</source>
            <translation>经办人姓名</translation>
        </message>
        <message>
            <source>Who imports (empty: as in the options)</source>
            <translation>导入人（空：同选项）</translation>
        </message>
        <message>
            <source>Who works here: judgements, drawings and decisions carry this name</source>
            <translation>当前在岗人员：判定、绘图和审核都记这个姓名</translation>
        </message>
        <message>
            <source>Who works here?</source>
            <translation>谁在岗？</translation>
        </message>
        <message>
            <source>Whose key it is</source>
            <translation>密钥属于谁</translation>
        </message>
        <message>
            <source>Why this lot</source>
            <translation>选用理由</translation>
        </message>
        <message>
            <source>Width of strips</source>
            <translation>条带宽度</translation>
        </message>
        <message>
            <source>Withdraw “{name}”</source>
            <translation>撤下“{name}”</translation>
        </message>
        <message>
            <source>Withdrawing…</source>
            <translation>正在撤下…</translation>
        </message>
        <message>
            <source>Withdraw… (Del)</source>
            <translation>撤下…（Del）</translation>
        </message>
        <message>
            <source>Word briefs; without it only Excel tables are written</source>
            <translation>Word 报告；没有它则只能写出 Excel 表</translation>
        </message>
        <message>
            <source>Word…</source>
            <translation>Word…</translation>
        </message>
        <message>
            <source>Write the case packages to</source>
            <translation>同时导出案卷包到</translation>
        </message>
        <message>
            <source>Write-off</source>
            <translation>核销建议</translation>
        </message>
        <message>
            <source>Write-offs</source>
            <translation>核销</translation>
        </message>
        <message>
            <source>Writing the table</source>
            <translation>正在写表</translation>
        </message>
        <message>
            <source>Writing…</source>
            <translation>正在写出……</translation>
        </message>
        <message>
            <source>Year balance</source>
            <translation>年度平衡</translation>
        </message>
        <message>
            <source>Year of the survey</source>
            <translation>调查年份</translation>
        </message>
        <message>
            <source>Year that is balanced</source>
            <translation>结算年度</translation>
        </message>
        <message>
            <source>You work as {role}: you review; the county judges.</source>
            <translation>当前身份为{role}：负责审核，判定由县级作出。</translation>
        </message>
        <message>
            <source>Your name: evidence records it</source>
            <translation>姓名（记入举证）</translation>
        </message>
        <message>
            <source>Your name: judgements carry it</source>
            <translation>姓名：判定须记名</translation>
        </message>
        <message>
            <source>Zone number before the easting</source>
            <translation>东坐标带带号</translation>
        </message>
        <message>
            <source>Zoom (Enter)</source>
            <translation>定位 (Enter)</translation>
        </message>
        <message>
            <source>Zoom to the patch</source>
            <translation>缩放到图斑</translation>
        </message>
        <message>
            <source>a patch without number</source>
            <translation>无编号图斑</translation>
        </message>
        <message>
            <source>after</source>
            <translation>调线后</translation>
        </message>
        <message>
            <source>all classes</source>
            <translation>全部地类</translation>
        </message>
        <message>
            <source>all classes as stored</source>
            <translation>入库地类</translation>
        </message>
        <message>
            <source>all levels</source>
            <translation>全部级别</translation>
        </message>
        <message>
            <source>all of it</source>
            <translation>全部期间</translation>
        </message>
        <message>
            <source>all rules</source>
            <translation>全部规则</translation>
        </message>
        <message>
            <source>all units</source>
            <translation>全部单位</translation>
        </message>
        <message>
            <source>and {count} more</source>
            <translation>另有 {count} 块</translation>
        </message>
        <message>
            <source>any version</source>
            <translation>任意版本</translation>
        </message>
        <message>
            <source>approved land {mu} mu</source>
            <translation>批准用地 {mu} 亩</translation>
        </message>
        <message>
            <source>arithmetic on whole layers</source>
            <translation>整层数值计算</translation>
        </message>
        <message>
            <source>as the table is handed in (farmland mu, survey ha)</source>
            <translation>按上报习惯（耕地用亩，调查用公顷）</translation>
        </message>
        <message>
            <source>automatic</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>basic farmland {mu} mu</source>
            <translation>永久基本农田 {mu} 亩</translation>
        </message>
        <message>
            <source>before</source>
            <translation>调线前</translation>
        </message>
        <message>
            <source>between kinds of farmland</source>
            <translation>耕地内部变化</translation>
        </message>
        <message>
            <source>between other classes</source>
            <translation>其他地类之间变化</translation>
        </message>
        <message>
            <source>built for a newer GEOS than QGIS has; switched off</source>
            <translation>所用 GEOS 比 QGIS 的新，已停用</translation>
        </message>
        <message>
            <source>by</source>
            <translation>汇总到</translation>
        </message>
        <message>
            <source>capacity unknown for {area} {unit}</source>
            <translation>{area} {unit}产能不明</translation>
        </message>
        <message>
            <source>case packages</source>
            <translation>案卷包</translation>
        </message>
        <message>
            <source>certified patches {mu} mu</source>
            <translation>已认定图斑 {mu} 亩</translation>
        </message>
        <message>
            <source>change {mu} mu</source>
            <translation>增减 {mu} 亩</translation>
        </message>
        <message>
            <source>choose</source>
            <translation>请选择</translation>
        </message>
        <message>
            <source>claimed twice</source>
            <translation>重叠</translation>
        </message>
        <message>
            <source>complete</source>
            <translation>齐全</translation>
        </message>
        <message>
            <source>county</source>
            <translation>县</translation>
        </message>
        <message>
            <source>county (6 digits)</source>
            <translation>县（6 位）</translation>
        </message>
        <message>
            <source>county (some 8,000 patches a year)</source>
            <translation>县（每年约8,000个图斑）</translation>
        </message>
        <message>
            <source>detect</source>
            <translation>自动判断</translation>
        </message>
        <message>
            <source>errors</source>
            <translation>错误</translation>
        </message>
        <message>
            <source>errors {count}</source>
            <translation>错误 {count}</translation>
        </message>
        <message>
            <source>explained</source>
            <translation>已说明</translation>
        </message>
        <message>
            <source>explained {count}</source>
            <translation>已说明 {count}</translation>
        </message>
        <message>
            <source>exposed</source>
            <translation>放开</translation>
        </message>
        <message>
            <source>farmland balance</source>
            <translation>占补平衡</translation>
        </message>
        <message>
            <source>farmland balance {period}</source>
            <translation>占补平衡 {period}</translation>
        </message>
        <message>
            <source>farmland to construction</source>
            <translation>耕地流向建设用地</translation>
        </message>
        <message>
            <source>farmland to other land</source>
            <translation>耕地流向其他地类</translation>
        </message>
        <message>
            <source>farmland {mu} mu</source>
            <translation>耕地 {mu} 亩</translation>
        </message>
        <message>
            <source>first-level classes</source>
            <translation>一级地类</translation>
        </message>
        <message>
            <source>formatted Excel reports; without it plain sheets are written by GDAL</source>
            <translation>带格式的 Excel 报表；没有它则由 GDAL 写出普通表格</translation>
        </message>
        <message>
            <source>found</source>
            <translation>已找到</translation>
        </message>
        <message>
            <source>fourth level: type to filter</source>
            <translation>四级：键入筛选</translation>
        </message>
        <message>
            <source>geometry</source>
            <translation>几何运算</translation>
        </message>
        <message>
            <source>ha</source>
            <translation>公顷</translation>
        </message>
        <message>
            <source>hectares</source>
            <translation>公顷</translation>
        </message>
        <message>
            <source>hectares (ha)</source>
            <translation>公顷</translation>
        </message>
        <message>
            <source>in proportion to area</source>
            <translation>按面积比例</translation>
        </message>
        <message>
            <source>judged by {person}</source>
            <translation>原判定人 {person}</translation>
        </message>
        <message>
            <source>kg</source>
            <translation>公斤</translation>
        </message>
        <message>
            <source>lacks {count}</source>
            <translation>缺 {count} 项</translation>
        </message>
        <message>
            <source>large (some 100,000 patches a year)</source>
            <translation>大（每年约100,000个图斑）</translation>
        </message>
        <message>
            <source>let out</source>
            <translation>调出</translation>
        </message>
        <message>
            <source>m2</source>
            <translation>平方米</translation>
        </message>
        <message>
            <source>mean width {width} m</source>
            <translation>平均宽度 {width} 米</translation>
        </message>
        <message>
            <source>missing</source>
            <translation>缺少</translation>
        </message>
        <message>
            <source>missing, optional</source>
            <translation>缺少（可选）</translation>
        </message>
        <message>
            <source>mu</source>
            <translation>亩</translation>
        </message>
        <message>
            <source>m²</source>
            <translation>平方米</translation>
        </message>
        <message>
            <source>name, if it has one</source>
            <translation>可不填</translation>
        </message>
        <message>
            <source>needed for certifying</source>
            <translation>认定必填</translation>
        </message>
        <message>
            <source>no</source>
            <translation>否</translation>
        </message>
        <message>
            <source>no stored areas: official areas will be computed</source>
            <translation>无库内面积，将计算官方椭球面积</translation>
        </message>
        <message>
            <source>no target</source>
            <translation>无目标</translation>
        </message>
        <message>
            <source>no unit codes</source>
            <translation>无单位代码</translation>
        </message>
        <message>
            <source>none</source>
            <translation>不选</translation>
        </message>
        <message>
            <source>not covered</source>
            <translation>未覆盖</translation>
        </message>
        <message>
            <source>not proven optimal</source>
            <translation>未证明最优</translation>
        </message>
        <message>
            <source>not yours to check</source>
            <translation>不能由本人审核</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>无</translation>
        </message>
        <message>
            <source>nothing required</source>
            <translation>无应补</translation>
        </message>
        <message>
            <source>now</source>
            <translation>现状</translation>
        </message>
        <message>
            <source>number only</source>
            <translation>仅文号</translation>
        </message>
        <message>
            <source>number, unit, type, land user…</source>
            <translation>编号、单位、类型、用地主体…</translation>
        </message>
        <message>
            <source>of an earlier shape of the patch</source>
            <translation>按图斑改动前计算</translation>
        </message>
        <message>
            <source>of it basic farmland</source>
            <translation>其中永农</translation>
        </message>
        <message>
            <source>of it paddy</source>
            <translation>其中水田</translation>
        </message>
        <message>
            <source>of it paddy {mu} mu</source>
            <translation>其中水田 {mu} 亩</translation>
        </message>
        <message>
            <source>one verdict for all</source>
            <translation>统一判定</translation>
        </message>
        <message>
            <source>open</source>
            <translation>待处理</translation>
        </message>
        <message>
            <source>open and explained</source>
            <translation>待处理和已说明</translation>
        </message>
        <message>
            <source>open ones served</source>
            <translation>在账项目核销后</translation>
        </message>
        <message>
            <source>other land to farmland</source>
            <translation>其他地类流入耕地</translation>
        </message>
        <message>
            <source>other patches {mu} mu</source>
            <translation>其他图斑 {mu} 亩</translation>
        </message>
        <message>
            <source>over its target, after</source>
            <translation>调线后与任务之差</translation>
        </message>
        <message>
            <source>parcels {mu} mu ({count})</source>
            <translation>宗地 {mu} 亩（{count} 宗）</translation>
        </message>
        <message>
            <source>patch project</source>
            <translation>图斑项目</translation>
        </message>
        <message>
            <source>patch, unit or words</source>
            <translation>图斑、单位或文字</translation>
        </message>
        <message>
            <source>proven optimal</source>
            <translation>已证明最优</translation>
        </message>
        <message>
            <source>quotient and remainder</source>
            <translation>按商数与余数</translation>
        </message>
        <message>
            <source>reading the layers around…</source>
            <translation>正在读取周边图层……</translation>
        </message>
        <message>
            <source>ready</source>
            <translation>可用</translation>
        </message>
        <message>
            <source>red line {mu} mu</source>
            <translation>生态红线 {mu} 亩</translation>
        </message>
        <message>
            <source>required</source>
            <translation>应补</translation>
        </message>
        <message>
            <source>rules in force then</source>
            <translation>当时有效的规则</translation>
        </message>
        <message>
            <source>rules {rules}, unverified</source>
            <translation>规则包 {rules}，调线口径未核实</translation>
        </message>
        <message>
            <source>second level: type to filter</source>
            <translation>二级：键入筛选</translation>
        </message>
        <message>
            <source>second-level classes</source>
            <translation>二级地类</translation>
        </message>
        <message>
            <source>shipped rule set</source>
            <translation>自带规则包</translation>
        </message>
        <message>
            <source>shown {shown} of {all}</source>
            <translation>显示 {shown}/{all}</translation>
        </message>
        <message>
            <source>small (some 600 patches a year)</source>
            <translation>小（每年约600个图斑）</translation>
        </message>
        <message>
            <source>sound: {entries} log entries</source>
            <translation>无误，日志 {entries} 条</translation>
        </message>
        <message>
            <source>square metres (m²)</source>
            <translation>平方米（m²）</translation>
        </message>
        <message>
            <source>stored areas</source>
            <translation>有库内面积</translation>
        </message>
        <message>
            <source>tables and sums</source>
            <translation>表格与汇总</translation>
        </message>
        <message>
            <source>taken back</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>taken in</source>
            <translation>划入</translation>
        </message>
        <message>
            <source>third level: type to filter</source>
            <translation>三级：键入筛选</translation>
        </message>
        <message>
            <source>too old</source>
            <translation>版本过低</translation>
        </message>
        <message>
            <source>township</source>
            <translation>乡镇</translation>
        </message>
        <message>
            <source>township (9 digits)</source>
            <translation>乡（9 位）</translation>
        </message>
        <message>
            <source>unaccounted</source>
            <translation>未解释</translation>
        </message>
        <message>
            <source>unchanged</source>
            <translation>未变化</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation>不明</translation>
        </message>
        <message>
            <source>unknown class</source>
            <translation>未知地类</translation>
        </message>
        <message>
            <source>unknown: not computed</source>
            <translation>未知：未计算</translation>
        </message>
        <message>
            <source>unusable shape</source>
            <translation>无效图形</translation>
        </message>
        <message>
            <source>village</source>
            <translation>村</translation>
        </message>
        <message>
            <source>village (12 digits)</source>
            <translation>村（12 位）</translation>
        </message>
        <message>
            <source>warnings</source>
            <translation>警告</translation>
        </message>
        <message>
            <source>warnings {count}</source>
            <translation>警告 {count}</translation>
        </message>
        <message>
            <source>with this project</source>
            <translation>加上本项目</translation>
        </message>
        <message>
            <source>within</source>
            <translation>距离不超过</translation>
        </message>
        <message>
            <source>without it, rule 6101 is not checked</source>
            <translation>不选则不检查规则 6101</translation>
        </message>
        <message>
            <source>without it, rule 6102 is not checked</source>
            <translation>不选则不检查规则 6102</translation>
        </message>
        <message>
            <source>without it, rules 4401 and 5202 are not checked</source>
            <translation>不选则不检查规则 4401、5202</translation>
        </message>
        <message>
            <source>without them, rules 5201 to 5203 are not checked</source>
            <translation>不选则不检查规则 5201—5203</translation>
        </message>
        <message>
            <source>year {year}</source>
            <translation>{year} 年</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>是</translation>
        </message>
        <message>
            <source>{account}  {amount} {measure}</source>
            <translation>{account}  {amount} {measure}</translation>
        </message>
        <message>
            <source>{area} {unit} without a patch</source>
            <translation>{area} {unit}无图斑</translation>
        </message>
        <message>
            <source>{checked} rules were checked, {skipped} were not.</source>
            <translation>已检查 {checked} 条规则，未检查 {skipped} 条。</translation>
        </message>
        <message>
            <source>{count} added, {rejected} not added (click for reasons).</source>
            <translation>已添加 {count} 个，{rejected} 个未添加（点击看原因）。</translation>
        </message>
        <message>
            <source>{count} added, {rejected} not added.</source>
            <translation>已添加 {count} 个，{rejected} 个未添加。</translation>
        </message>
        <message>
            <source>{count} added.</source>
            <translation>已添加 {count} 个。</translation>
        </message>
        <message>
            <source>{count} case packages are in {folder}</source>
            <translation>{count} 个案卷包已写入 {folder}</translation>
        </message>
        <message>
            <source>{count} findings</source>
            <translation>{count} 项问题</translation>
        </message>
        <message>
            <source>{count} findings explained.</source>
            <translation>已说明 {count} 项。</translation>
        </message>
        <message>
            <source>{count} findings of books and rules</source>
            <translation>账本与规则检查发现 {count} 个问题</translation>
        </message>
        <message>
            <source>{count} findings opened again.</source>
            <translation>已撤销 {count} 项说明。</translation>
        </message>
        <message>
            <source>{count} findings will be explained alike.</source>
            <translation>将对 {count} 项作同样的说明。</translation>
        </message>
        <message>
            <source>{count} findings written to {path}</source>
            <translation>已导出 {count} 项：{path}</translation>
        </message>
        <message>
            <source>{count} lines, {proven}; rules {rules}</source>
            <translation>{count} 行，{proven}；规则 {rules}</translation>
        </message>
        <message>
            <source>{count} of {all} lines ticked: {sums}</source>
            <translation>已选 {count}/{all} 行：{sums}</translation>
        </message>
        <message>
            <source>{count} patches</source>
            <translation>{count} 个图斑</translation>
        </message>
        <message>
            <source>{count} patches chosen</source>
            <translation>已选 {count} 块图斑</translation>
        </message>
        <message>
            <source>{count} patches: {verdict}</source>
            <translation>{count} 块图斑：{verdict}</translation>
        </message>
        <message>
            <source>{count} pieces, {area} {unit}</source>
            <translation>{count} 块，{area} {unit}</translation>
        </message>
        <message>
            <source>{count} polygons</source>
            <translation>{count} 个面</translation>
        </message>
        <message>
            <source>{count} projects as of {date}: {covered} covered, {partly} partly, {open} not covered</source>
            <translation>截至 {date} 项目 {count} 个：已补足 {covered}，部分补足 {partly}，未补 {open}</translation>
        </message>
        <message>
            <source>{count} rows</source>
            <translation>{count} 行</translation>
        </message>
        <message>
            <source>{count} rows cannot be read; the first: {reason}</source>
            <translation>{count} 行读不出；第一处：{reason}</translation>
        </message>
        <message>
            <source>{count} rows, {fields} fields</source>
            <translation>{count} 行，{fields} 个字段</translation>
        </message>
        <message>
            <source>{count} rules not checked</source>
            <translation>{count} 条规则未检查</translation>
        </message>
        <message>
            <source>{count} smaller classes</source>
            <translation>其余 {count} 个小地类</translation>
        </message>
        <message>
            <source>{count} vertices so far</source>
            <translation>已有 {count} 个节点</translation>
        </message>
        <message>
            <source>{count}, missing: {views}</source>
            <translation>{count}，缺：{views}</translation>
        </message>
        <message>
            <source>{count}, too few directions</source>
            <translation>{count}，拍摄方向不足</translation>
        </message>
        <message>
            <source>{covered}, covered</source>
            <translation>{covered} 补足</translation>
        </message>
        <message>
            <source>{covered}, short {short}</source>
            <translation>{covered} 缺 {short}</translation>
        </message>
        <message>
            <source>{day}: {out} {unit} of farmland let out, {taken} {unit} taken in. If what is exposed were occupied: {required} {unit} to supplement, {kg} kg; {swap} {unit} of basic farmland to swap in; {below} units below target ({was} before).</source>
            <translation>{day}：耕地调出 {out} {unit}，划入 {taken} {unit}。放开的耕地若全部占用：应补 {required} {unit}、{kg} 公斤；永久基本农田尚须补划 {swap} {unit}；{below} 个单位低于目标（调线前 {was} 个）。</translation>
        </message>
        <message>
            <source>{decision}: {count} patches</source>
            <translation>{decision}：{count} 个图斑</translation>
        </message>
        <message>
            <source>{done} of {total} judged</source>
            <translation>已判 {done}，共 {total}</translation>
        </message>
        <message>
            <source>{files} files, {rows} rows</source>
            <translation>{files} 个文件，{rows} 行</translation>
        </message>
        <message>
            <source>{good} of {count} are sound</source>
            <translation>{count} 项中 {good} 项无误</translation>
        </message>
        <message>
            <source>{key} down</source>
            <translation>{key} 下</translation>
        </message>
        <message>
            <source>{key} keys</source>
            <translation>{key} 键位</translation>
        </message>
        <message>
            <source>{key} next to judge</source>
            <translation>{key} 下一待判</translation>
        </message>
        <message>
            <source>{key} take back</source>
            <translation>{key} 撤回</translation>
        </message>
        <message>
            <source>{key} up</source>
            <translation>{key} 上</translation>
        </message>
        <message>
            <source>{key} zoom</source>
            <translation>{key} 缩放</translation>
        </message>
        <message>
            <source>{kind}: {person}, {at} (log entry {number})</source>
            <translation>{kind}：{person}，{at}（日志第 {number} 条）</translation>
        </message>
        <message>
            <source>{layer}, {count} patches, checked {moment}</source>
            <translation>{layer}，{count} 个图斑，检查于 {moment}</translation>
        </message>
        <message>
            <source>{mark} not checked: {why}</source>
            <translation>{mark} 未检查：{why}</translation>
        </message>
        <message>
            <source>{mu} mu ({m2} m²)</source>
            <translation>{mu} 亩（{m2} m²）</translation>
        </message>
        <message>
            <source>{name} holds no batch yet. Enter sheets with the tool Import ledger sheet, or write the text ledger by hand (F1).</source>
            <translation>{name} 还没有记账批。请用工具“导入台账”录入表格，或按语法编写文本账本（F1）。</translation>
        </message>
        <message>
            <source>{name} holds no patches yet. Import what was issued, then judge it here.</source>
            <translation>{name} 中还没有图斑。请先导入下发图斑，再在此判定。</translation>
        </message>
        <message>
            <source>{near} photos have a patch nearby, {far} have none, {bad} files cannot be matched.</source>
            <translation>{near} 张附近有图斑，{far} 张附近没有，{bad} 个文件无法匹配。</translation>
        </message>
        <message>
            <source>{number} was changed by {who} meanwhile; nothing of yours was saved. Theirs → yours:</source>
            <translation>{number} 已被{who}改动，本机修改未保存。对方 → 本机：</translation>
        </message>
        <message>
            <source>{number}: {verdict}</source>
            <translation>{number}：{verdict}</translation>
        </message>
        <message>
            <source>{person} ({role})</source>
            <translation>{person}（{role}）</translation>
        </message>
        <message>
            <source>{project} stays short</source>
            <translation>{project} 尚缺</translation>
        </message>
        <message>
            <source>{project}: required less written off</source>
            <translation>{project}：应补减已核销</translation>
        </message>
        <message>
            <source>{read} rows read = {accepted} accepted + {rejected} rejected, {there} of them there already</source>
            <translation>读入 {read} 行 = 接收 {accepted} 行 + 剔除 {rejected} 行（其中已有 {there} 行）</translation>
        </message>
        <message>
            <source>{role}: {count} patches</source>
            <translation>{role}：{count} 个图斑</translation>
        </message>
        <message>
            <source>{state} by {who} on {when}, certificate {number}. It cannot be changed.</source>
            <translation>{state}：{who}，{when}，认定书 {number}。不可改动。</translation>
        </message>
        <message>
            <source>{state}: certificate {number}. It cannot be changed.</source>
            <translation>{state}：认定书 {number}。不可改动。</translation>
        </message>
        <message>
            <source>{unit}; {count} smaller flows not drawn, {area} together</source>
            <translation>{unit}；另有 {count} 条小流量未画，合计 {area}</translation>
        </message>
        <message>
            <source>{used}/{required}</source>
            <translation>{used}/{required}</translation>
        </message>
        <message>
            <source>{what}: {account} {amount} {measure} from {count} postings</source>
            <translation>{what}：{account} {amount} {measure}，分录 {count} 笔</translation>
        </message>
        <message>
            <source>{width}-degree zone {zone}, {meridian}°E</source>
            <translation>{width} 度带第 {zone} 带，{meridian}°E</translation>
        </message>
        <message>
            <source>… and {count} more</source>
            <translation>… 另有 {count} 条</translation>
        </message>
        <message>
            <source>■ available   ▨ short</source>
            <translation>■ 可用　▨ 尚缺</translation>
        </message>
        <message>
            <source>■ covered   ▒ reserved   ▨ short</source>
            <translation>■ 已核销　▒ 预挂钩　▨ 尚缺</translation>
        </message>
        <message>
            <source>■ may be used less still short   ■ could be covered   ▨ lacking</source>
            <translation>■ 可用减未补足   ■ 可补足   ▨ 仍缺</translation>
        </message>
        <message>
            <source>✔ Batch {batch} is entered and read back.</source>
            <translation>✔ 批 {batch} 已入账并回读核对。</translation>
        </message>
        <message>
            <source>✔ The project could be covered in all three accounts.</source>
            <translation>✔ 三个账户都能补足本项目。</translation>
        </message>
        <message>
            <source>✔ all of it could be covered</source>
            <translation>✔ 可全部补足</translation>
        </message>
        <message>
            <source>✔ closed</source>
            <translation>✔ 闭合</translation>
        </message>
        <message>
            <source>✔ closed {difference}</source>
            <translation>✔ 闭合 {difference}</translation>
        </message>
        <message>
            <source>✔ complete</source>
            <translation>✔ 已齐全</translation>
        </message>
        <message>
            <source>✔ covered</source>
            <translation>✔ 可补足</translation>
        </message>
        <message>
            <source>✔ target kept</source>
            <translation>✔ 不低于目标</translation>
        </message>
        <message>
            <source>✔ {count} patches ticked: {ticked} {unit} of {required} {unit}, {rest} {unit} more than required</source>
            <translation>✔ 已选 {count} 个图斑：{ticked} {unit}，需 {required} {unit}，超出 {rest} {unit}</translation>
        </message>
        <message>
            <source>✘ The project would stay short: {what}</source>
            <translation>✘ 本项目尚缺：{what}</translation>
        </message>
        <message>
            <source>✘ below target</source>
            <translation>✘ 低于目标</translation>
        </message>
        <message>
            <source>✘ lacks</source>
            <translation>✘ 有缺口</translation>
        </message>
        <message>
            <source>✘ not all of it could be covered</source>
            <translation>✘ 不能全部补足</translation>
        </message>
        <message>
            <source>✘ not closed</source>
            <translation>✘ 不闭合</translation>
        </message>
        <message>
            <source>✘ not closed {difference}</source>
            <translation>✘ 不闭合 {difference}</translation>
        </message>
        <message>
            <source>✘ {count} patches ticked: {ticked} {unit} of {required} {unit}, {rest} {unit} are missing</source>
            <translation>✘ 已选 {count} 个图斑：{ticked} {unit}，需 {required} {unit}，还差 {rest} {unit}</translation>
        </message>
    </context>
</TS>
