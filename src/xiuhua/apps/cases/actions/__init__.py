"""Writes of the trunk. Each verb is one idempotent act: `handling.handle(case_id, …, by=, at=, key=)`.

reporting   report, fix_on_spot
intake      send_to_verify, verify, file, refuse, merge
handling    dispatch, return_back, push_up, hand_over, handle
checking    pass_check, rework, close, reopen, supervise
petitions   ask, grant, deny, withdraw, resume
referrals   refer, nudge, settle, take_back
modes       order, end, prolong: special modes, and the open deadlines they move
map_counts  note, fold, rebuild: what maps of far zooms read
orders      register, contact, reply, return_order, extend_by_issuer
"""
