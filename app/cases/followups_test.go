package cases

import (
	"strings"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func (h *town) opened() int64 {
	h.Helper()
	id, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(h.person("Prova")), h.Now)
	h.Must(err)
	return id
}

// plans lists the checks of a case as "kind day".
func (h *town) plans(id int64) string {
	h.Helper()
	all, err := FollowUps(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	var out []string
	for _, f := range all {
		out = append(out, f.Kind+" "+f.DueOn.Format(time.DateOnly))
	}
	return strings.Join(out, ", ")
}

func TestFollowUpsPlanThemselves(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.opened()
	if got := h.plans(id); got != "first 2026-12-06" {
		t.Errorf("after the intake: %s", got)
	}
	h.Must(Close(h.Ctx, h.DB, h.anna, id, "work", "", h.Now))
	if got := h.plans(id); got != "first 2026-12-06, exit_28_days 2026-12-20, exit_6_months 2027-05-22" {
		t.Errorf("after closing: %s", got)
	}
	h.Must(Reopen(h.Ctx, h.DB, h.anna, id, h.Now))
	if got := h.plans(id); got != "first 2026-12-06" {
		t.Errorf("after reopening: %s", got)
	}
	h.Must(Close(h.Ctx, h.DB, h.anna, id, "mistake", "", h.Now))
	if got := h.plans(id); got != "" {
		t.Errorf("opened by mistake: %s", got)
	}
}

func TestSixMonthsLater(t *testing.T) {
	for from, want := range map[string]string{"2026-08-31": "2027-02-28", "2027-08-29": "2028-02-29", "2026-12-31": "2027-06-30", "2026-02-28": "2026-08-28"} {
		d, err := time.Parse(time.DateOnly, from)
		if err != nil {
			t.Fatal(err)
		}
		if got := sixMonths(d).Format(time.DateOnly); got != want {
			t.Errorf("six months after %s: %s, want %s", from, got, want)
		}
	}
}

func TestMakingAFollowUp(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.opened()
	list, _, err := DueList(h.Ctx, h.DB, h.anna, DueFilter{})
	h.Must(err)
	if len(list) != 1 || list[0].Given != "Prova" || list[0].Lang != "ar" {
		t.Fatalf("due: %+v", list)
	}
	for _, f := range []DueFilter{{UserID: h.ada.UserID}, {Until: h.Now}, {After: Cursor{list[0].DueOn, list[0].ID}}} {
		if none, _, err := DueList(h.Ctx, h.DB, h.anna, f); err != nil || len(none) != 0 {
			t.Errorf("filter %+v gives %+v, %v", f, none, err)
		}
	}
	if none, _, err := DueList(h.Ctx, h.DB, h.ben, DueFilter{}); err != nil || len(none) != 0 {
		t.Errorf("another desk sees %+v, %v", none, err)
	}
	check := list[0].ID
	h.Wants(MakeFollowUp(h.Ctx, h.DB, h.ben, check, Answer{"phone", "work", ""}, h.Now), fault.NotFound, "")
	h.Wants(MakeFollowUp(h.Ctx, h.DB, h.anna, check, Answer{"", "work", ""}, h.Now), fault.Invalid, "cases.error.channel")
	h.Wants(MakeFollowUp(h.Ctx, h.DB, h.anna, check, Answer{"phone", "fine", ""}, h.Now), fault.Invalid, "cases.error.result")
	h.Must(MakeFollowUp(h.Ctx, h.DB, h.anna, check, Answer{"phone", "unreachable", "Non risponde"}, h.Now))
	h.Must(MakeFollowUp(h.Ctx, h.DB, h.ada, check, Answer{"desk", "work", ""}, h.Now))
	all, err := FollowUps(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	if len(all) != 2 || all[0].Kind != OtherCheck || all[0].DueOn.Format(time.DateOnly) != "2026-11-29" || all[1].Result != "unreachable" {
		t.Errorf("after nobody answered: %+v", all)
	}
}

func TestPlanByHand(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.opened()
	h.Wants(PlanFollowUp(h.Ctx, h.DB, h.anna, id, h.Now.AddDate(0, 0, -1), h.Now), fault.Invalid, "cases.error.due_on")
	h.Must(PlanFollowUp(h.Ctx, h.DB, h.anna, id, h.Now, h.Now))
	h.Must(PlanFollowUp(h.Ctx, h.DB, h.anna, id, h.Now, h.Now)) // double click
	if got := h.plans(id); got != "other 2026-11-22, first 2026-12-06" {
		t.Errorf("planned: %s", got)
	}
	h.Must(Close(h.Ctx, h.DB, h.anna, id, "moved", "", h.Now))
	h.Wants(PlanFollowUp(h.Ctx, h.DB, h.anna, id, h.Now, h.Now), fault.Conflict, "cases.error.closed")
}

func TestThePromiseOfAtLeastOneFollowUp(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.opened()
	h.opened()
	counts := func(today time.Time) (int, int) {
		t.Helper()
		missing, of, err := Missing(h.Ctx, h.DB, h.anna, today)
		h.Must(err)
		return missing, of
	}
	if m, of := counts(h.Now.AddDate(0, 0, firstAfter)); m != 0 || of != 2 {
		t.Errorf("on the day itself %d of %d are missing", m, of)
	}
	late := h.Now.AddDate(0, 0, firstAfter+1)
	if m, _ := counts(late); m != 2 {
		t.Errorf("a day later %d are missing", m)
	}
	list, _, err := DueList(h.Ctx, h.DB, h.anna, DueFilter{})
	h.Must(err)
	h.Must(MakeFollowUp(h.Ctx, h.DB, h.anna, list[0].ID, Answer{"phone", "searching", ""}, late))
	if m, of := counts(late); m != 1 || of != 2 {
		t.Errorf("after one check %d of %d are missing", m, of)
	}
}
