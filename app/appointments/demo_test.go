package appointments

import (
	"testing"

	"approdo/app/desks"
)

func TestSeedDemoFillsEachDeskAndWritesToNobody(t *testing.T) {
	h := inTx(t)
	list, err := desks.List(h.ctx, h.db, desks.Filter{})
	h.must(err)
	h.must(SeedDemo(h.ctx, h.db, list, h.now))
	for _, d := range list {
		if n := h.count("appointments", "desk_id = ?", d.ID); n == 0 {
			t.Errorf("%s has no appointment", d.Slug)
		}
	}
	if n := h.count("messages", "true"); n != 0 {
		t.Errorf("%d mails to invented people", n)
	}
}
