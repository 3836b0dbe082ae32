"""What is said when blocks cannot be divided into grids as asked, or a proposal cannot be changed so."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "blocks_none": S(400, _("文件里没有街区。请检查是否选错了文件。")),
    "blocks_not_drawn": S(
        409, _("“%(subdistrict)s”还没有街区。请先按道路和边界生成街区，再划分网格。")
    ),
    "block_without_id": S(400, _("第 %(position)s 个街区没有编号（id）。请补上编号后重试。")),
    "block_id_twice": S(400, _("街区编号“%(block)s”出现两次。请改正重复的编号。")),
    "block_ring_open": S(
        400, _("街区“%(block)s”的边线没有闭合，首尾不是同一点。请在制图软件中闭合后重试。")
    ),
    "block_drawn_wrong": S(
        400, _("街区“%(block)s”的图形不可用：%(reason)s（位置 %(at)s）。请改正后重试。")
    ),
    "blocks_overlap": S(
        400,
        _(
            "街区“%(one)s”和“%(two)s”重叠 %(area_m2)s 平方米。每块地只能属于一个街区，请改正后重试。"
        ),
    ),
    "block_unknown": S(404, _("这个方案里没有街区“%(block)s”。")),
    "weights_empty": S(
        400, _("没有可用的工作量指标。请至少选一项占比大于 0、且数值不全为 0 的指标。")
    ),
    "weight_share_wrong": S(400, _("指标“%(property)s”的占比 %(share)s 不对，应为不小于 0 的数。")),
    "weight_property_unknown": S(400, _("街区没有“%(property)s”这项指标。可用的有：%(known)s。")),
    "weight_value_wrong": S(
        400, _("第 %(position)s 个街区的“%(property)s”不是有效数值，应为不小于 0 的数。")
    ),
    "grids_too_few": S(400, _("网格数应不少于 1，现为 %(count)s。")),
    "grids_exceed_blocks": S(
        409, _("只有 %(blocks)s 个街区，划不出 %(count)s 个网格。请减少网格数，或先把街区划细。")
    ),
    "deviation_wrong": S(400, _("允许偏差应大于 0、小于 100%%，例如 5%%。")),
    "deviation_out_of_reach": S(
        409,
        _(
            "偏差达不到 %(wanted)s：街区不能再拆，最小可到 %(nearest)s。请把允许偏差放宽到 %(nearest)s 后重试。"
        ),
    ),
    "town_in_pieces": S(
        409,
        _(
            "街区分成互不相连的 %(pieces)s 片（例如 %(blocks)s 与其余不相接）。请检查边界或补上相接的街区。"
        ),
    ),
    "grids_in_pieces": S(
        409, _("现有网格 %(grids)s 不是连成一片的，不能在此基础上调整。请先改正，或重新划分。")
    ),
    "proposal_name_missing": S(400, _("请给方案起个名称，便于以后查找。")),
    "proposal_name_taken": S(409, _("已有叫“%(name)s”的方案。请换一个名称。")),
    "proposal_closed": S(409, _("方案“%(name)s”已启用或已放弃，不能再改。请另做一个方案。")),
    "proposal_outdated": S(
        409, _("方案“%(name)s”所用的街区后来有变动，不能再用。请按现在的街区重新划分。")
    ),
    "grid_number_unknown": S(400, _("没有 %(grid)s 号网格，本方案为 1 至 %(count)s 号。")),
    "block_not_beside": S(
        409, _("街区“%(block)s”和 %(grid)s 号网格不相邻，划过去网格会断开。请只划给相邻的网格。")
    ),
    "grid_would_split": S(
        409, _("划走街区“%(block)s”，%(grid)s 号网格就断成两片。请先划走外侧的街区。")
    ),
    "grid_would_vanish": S(409, _("%(grid)s 号网格只剩这一个街区。要撤掉它，请用“合并网格”。")),
    "grids_not_beside": S(409, _("%(one)s 号和 %(two)s 号网格不相邻，不能合并。")),
    "adoption_in_the_past": S(
        409, _("不能从过去的日期（%(from_on)s）起启用，旧案卷的网格不能改。请选今天或以后。")
    ),
    "assignment_not_found": S(
        400, _("文件“%(file)s”里没有街区和网格号两列。请用本页导出的格式修改后再导入。")
    ),
    "assignment_twice": S(400, _("街区“%(block)s”在文件里出现两次。请只留一行。")),
    "assignment_without_grid": S(
        400, _("街区“%(block)s”的网格号“%(given)s”不是整数。请改正后重试。")
    ),
    "assignment_incomplete": S(
        400, _("文件缺少 %(missing)s 个街区（如 %(block)s），或有不认识的街区。请补全后重试。")
    ),
    "assignment_numbers_wrong": S(
        400, _("网格号应从 1 连续编到 %(count)s，中间不能缺号。请改正后重试。")
    ),
    "boundary_missing": S(409, _("还没有街道边界，不能生成街区。请先导入边界。")),
    "roads_missing": S(409, _("还没有道路，不能生成街区。请先导入道路。")),
    "proposals_not_two": S(400, _("请选两个不同的方案来对比。")),
}
