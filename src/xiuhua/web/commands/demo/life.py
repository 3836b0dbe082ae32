"""One case's life, from report to wherever it has come by the demonstration's morning.

A life is a generator: it acts through the actions of the program and yields the moment at which it goes on.
Noise: stage times around their limits (log-normal, about one handling in ten too late), choices of path by
shares; every life has a chance of its own from seed and number, so one life does not disturb another.
"""

import datetime as dt
from collections.abc import Generator
from dataclasses import dataclass

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.actions import checking, handling, intake, petitions, referrals, reporting
from xiuhua.apps.cases.models import Case
from xiuhua.web.commands.demo import stories
from xiuhua.web.commands.demo.acting import Acting, Settled
from xiuhua.web.commands.demo.days import awake

Moments = Generator[dt.datetime, None, None]
VERIFIED_SOURCES = ("resident_portal", "hotline_12345", "phone", "media", "video")


@dataclass
class Life(Acting):
    """A case as it goes on."""

    def run(self) -> Moments:
        """The whole life."""
        try:
            yield from self._whole()
        except Settled:
            return

    def _whole(self) -> Moments:
        plan = self.plan
        if "on_spot" in plan.twists:
            self._fix_on_spot()
            return
        self._report()
        if plan.twin_of:
            yield from self._merge()
        yield from self._before_filing()
        yield self._later(3, 24)
        if self.world.is_outside(plan.story.unit) or "refer" in plan.twists:
            yield from self._refer()
        else:
            yield from self._hold()
        yield from self._check()
        yield from self._afterwards()

    # ---- coming in

    def _report(self) -> None:
        photos = [] if self.chance.random() < 0.4 and self._is_public else self._photos("before")
        if self.order is not None:
            self._took(self.order.register(self._said()))
            return
        self._took(reporting.report(self._said(), by=self._reporter, at=self._at, photos=photos))

    def _said(self) -> reporting.Report:
        plan, world = self.plan, self.world
        public = self._is_public and self.order is None and self.chance.random() < 0.6
        return reporting.Report(
            subdistrict=world.subdistrict,
            source=plan.source,
            words=stories.LABEL + self._filled(plan.story.said),
            place_words=plan.spot.words,
            placed=plan.spot.placed,
            class_slug=plan.story.slug,
            standard_id=world.standard_id(plan.story, self._at),
            component_id=plan.spot.component_id,
            premises_id=plan.spot.premises_id,
            reporter_name="演示市民" if public else "",
            reporter_phone=world.phone(self.chance) if public else "",
            wants_reply=public,
        )

    def _fix_on_spot(self) -> None:
        answer = reporting.fix_on_spot(
            self._said(),
            by=self._reporter,
            at=self._at,
            photos=self._photos("before") + self._photos("after"),
            note=self._filled(self.plan.story.done),
        )
        self._took(answer)

    def _merge(self) -> Moments:
        yield self._later(4, 20)
        if Case.objects.filter(number=self.plan.twin_of, is_open=True).exists():
            clerk = self.world.one("acceptor", self.chance)
            self._took(
                intake.merge(self.case_id, parent_number=self.plan.twin_of, **self._how(clerk))
            )
            raise Settled

    def _before_filing(self) -> Moments:
        clerk = self.world.one(
            "acceptor" if self.chance.random() < 0.6 else "desk_clerk", self.chance
        )
        yield self._later(3, 26)
        if self.plan.source in VERIFIED_SOURCES:
            yield from self._verify(clerk)
            yield self._later(2, 15)
        if "refuse" in self.plan.twists or "absent" in self.plan.twists:
            reason = (
                stories.ABSENT if "absent" in self.plan.twists else self._pick(stories.REFUSALS)
            )
            self._took(intake.refuse(self.case_id, reason=reason, **self._how(clerk)))
            raise Settled
        story = self.plan.story
        self._took(
            intake.file(
                self.case_id,
                class_slug=story.slug,
                standard_id=self.world.standard_id(story, self._at),
                actor="market" if story.where == "shop" else "government",
                **self._how(clerk),
            )
        )

    def _verify(self, clerk: User) -> Moments:
        member = self.world.member(self.plan.spot, self.chance)
        how = self._how(clerk)
        self._took(intake.send_to_verify(self.case_id, officer_id=member.pk, **how))
        yield self._later(15, 100)
        absent = "absent" in self.plan.twists
        self._took(
            intake.verify(
                self.case_id,
                finding="absent" if absent else "present",
                note=stories.ABSENT if absent else stories.PRESENT,
                photos=self._photos("site", "after" if absent else "before"),
                **self._how(member),
            )
        )

    # ---- with a unit of ours

    def _hold(self) -> Moments:
        if "twin" in self.plan.twists:
            self.world.bear_twin(self)
        self._dispatch(self.world.unit_for(self.plan.story, self.plan.spot))
        for twist, path in (
            ("return", self._return),
            ("push_up", self._push_up),
            ("hand_over", self._hand_over),
            ("extend", self._extend),
            ("suspend", self._suspend),
            ("force", self._force),
            ("key", self._supervise_key),
        ):
            if twist in self.plan.twists:
                yield from path()
        yield from self._handle()

    def _dispatch(self, unit_id: int, reason: str = "") -> None:
        clerk = self.world.one(self._pick(("dispatcher", "dispatcher", "desk_clerk")), self.chance)
        self.unit_id = unit_id
        self.handler = self.world.handler(unit_id, self.plan.spot)
        answer = handling.dispatch(
            self.case_id,
            unit_id=unit_id,
            officer_id=self.handler.pk,
            reason=reason,
            **self._how(clerk),
        )
        self._took(answer)

    def _return(self) -> Moments:
        yield self._later(20, 90)
        reason = self._pick(stories.RETURNS)
        self._took(handling.return_back(self.case_id, reason=reason, **self._how(self.handler)))
        yield self._later(5, 40)
        self._dispatch(self.world.another_unit(self.unit_id, self.plan.spot))

    def _push_up(self) -> Moments:
        if not self.world.is_community(self.unit_id):
            return
        yield self._later(120, 900)
        reason = self._pick(stories.PUSHES)
        self._took(handling.push_up(self.case_id, reason=reason, **self._how(self.handler)))
        yield self._later(5, 40)
        self._dispatch(self.world.centre_id)

    def _hand_over(self) -> Moments:
        colleague = self.world.colleague(self.handler, self.chance)
        if colleague is None:
            return
        yield self._later(15, 60)
        reason = self._pick(stories.HANDOVERS)
        how = self._how(self.handler)
        self._took(handling.hand_over(self.case_id, officer_id=colleague.pk, reason=reason, **how))
        self.handler = colleague

    def _extend(self) -> Moments:
        asked = yield from self._ask(
            "extension", stories.EXTENSIONS, extra_amount=self.chance.randint(1, 3)
        )
        yield self._later(20, 200)
        granted = self.chance.random() < 0.75
        words = "同意。" if granted else "现有时限可以完成，不同意延期。"
        self._decide(asked, granted, words)

    def _suspend(self) -> Moments:
        asked = yield from self._ask("suspension", stories.SUSPENSIONS)
        yield self._later(60, 400)
        self._decide(asked, True, "同意挂账，到期复核。")
        yield self._later(4 * 1440, 20 * 1440)
        chief = self.world.one("shift_head", self.chance)
        self._took(petitions.resume(self.case_id, **self._how(chief)))

    def _force(self) -> Moments:
        asked = yield from self._ask("force_close", stories.FORCES)
        yield self._later(200, 1400)
        self._decide(asked, True, "情况属实，同意强制办结。")
        raise Settled

    def _supervise_key(self) -> Moments:
        yield self._later(10, 60)
        head = self.world.one("head", self.chance)
        words = self._pick(stories.SUPERVISIONS)
        self._took(checking.supervise(self.case_id, kind="leader", words=words, **self._how(head)))

    def _handle(self) -> Moments:
        late = self.chance.random() < 0.09 or "late" in self.plan.twists
        yield from self._until_handled(late)
        self._took(
            handling.handle(
                self.case_id,
                note=self._filled(self.plan.story.done),
                photos=self._photos("after"),
                root_cause=self.plan.story.cause,
                **self._how(self.handler),
            )
        )

    def _until_handled(self, late: bool) -> Moments:
        """Work through the time that is left; where it will be late, somebody is put under supervision."""
        left = (self.due_at - self._at) if self.due_at else dt.timedelta(hours=6)
        left = max(left, dt.timedelta(minutes=20))
        if self.plan.brisk and not late:
            yield self._later(0, 0)
            return
        if not late:
            share = min(0.97, self.chance.lognormvariate(-0.9, 0.5))
            done_at = self._at + left * share
            rested = awake(done_at, self.chance)
            # Work that would fall into the night is done the evening before rather than late.
            yield rested if not self.due_at or rested < self.due_at else max(done_at, self._at)
            return
        over = dt.timedelta(hours=self.chance.lognormvariate(1.6, 0.9))
        if self.chance.random() < 0.45:
            yield awake(self._at + left + over / 3, self.chance)
            chief = self.world.one("shift_head", self.chance)
            words = self._pick(stories.SUPERVISIONS)
            how = self._how(chief)
            self._took(checking.supervise(self.case_id, kind="overtime", words=words, **how))
            yield awake(self._at + over, self.chance)
            return
        yield awake(self._at + left + over, self.chance)

    # ---- with a body outside

    def _refer(self) -> Moments:
        clerk = self.world.one("dispatcher", self.chance)
        receiver = self.world.outside_for(self.plan.story)
        number = f"YS{self.chance.randrange(10**6):06}" if self.chance.random() < 0.7 else ""
        how = self._how(clerk)
        self._took(referrals.refer(self.case_id, receiver_id=receiver, their_number=number, **how))
        days = min(12.0, self.chance.lognormvariate(1.0, 0.7))
        while days > 3:
            yield self._later(3 * 1440, 3 * 1440 + 300)
            self._took(
                referrals.nudge(self.case_id, words="请尽快反馈处理情况。", **self._how(clerk))
            )
            days -= 3
        yield self._later(days * 1440, days * 1440 + 240)
        if self.chance.random() < 0.08:
            reason = self._pick(stories.TAKE_BACKS)
            self._took(referrals.take_back(self.case_id, reason=reason, **self._how(clerk)))
            yield self._later(5, 40)
            self._dispatch(self.world.centre_id)
            yield from self._handle()
            return
        answer = self._pick(stories.OUTSIDE_ANSWERS)
        self._took(referrals.settle(self.case_id, answer=answer, **self._how(clerk)))

    # ---- checked and closed

    def _check(self) -> Moments:
        for _ in range(3):
            yield self._later(15, 190 if self.chance.random() < 0.12 else 105)
            if (
                self.handler is None
                or self.chance.random() > 0.08
                or self.world.is_outside(self.plan.story.unit)
            ):
                break
            inspector = self.world.one("inspector", self.chance)
            reason, how = self._pick(stories.REWORKS), self._how(inspector)
            photos = self._photos("check", "before")
            self._took(checking.rework(self.case_id, reason=reason, photos=photos, **how))
            yield from self._handle()
        by_member = self.chance.random() < 0.3
        checker = self.world.member(self.plan.spot, self.chance) if by_member else None
        checker = checker or self.world.one("inspector", self.chance)
        note, photos = self._pick(stories.CHECKS), self._photos("check", "after")
        confirmed = not by_member and self.plan.stop != "checked"
        how = self._how(checker)
        self._took(
            checking.pass_check(self.case_id, note=note, photos=photos, confirmed=confirmed, **how)
        )
        if self.state == "checked":
            yield self._later(5, 60)
            chief = self.world.one("shift_head", self.chance)
            self._took(checking.close(self.case_id, confirmed=True, **self._how(chief)))

    def _afterwards(self) -> Moments:
        if "appeal" in self.plan.twists and self.handler is not None:
            asked = yield from self._ask("appeal", stories.APPEALS)
            yield self._later(500, 3000)
            self._decide(asked, self.chance.random() < 0.5, "已复核，裁定意见记录在案。")
        if "reopen" in self.plan.twists:
            yield self._later(1440, 5 * 1440)
            chief = self.world.one("shift_head", self.chance)
            reason = self._pick(stories.REOPENINGS)
            self._took(checking.reopen(self.case_id, reason=reason, **self._how(chief)))
            yield self._later(5, 40)
            self._dispatch(self.world.centre_id)
            yield from self._handle()
            yield from self._check()
