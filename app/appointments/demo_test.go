package appointments

import (
	"testing"

	"approdo/app/desks"
)

func TestSeedDemoFillsEachDeskAndWritesToNobody(t *testing.T) {
	h := inTx(t)
	list, err := desks.List(h.Ctx, h.DB, desks.Filter{})
	h.Must(err)
	h.Must(SeedDemo(h.Ctx, h.DB, list, h.Now))
	for _, d := range list {
		if n := h.Count("appointments", "desk_id = ?", d.ID); n == 0 {
			t.Errorf("%s has no appointment", d.Slug)
		}
	}
	if n := h.Count("messages", "true"); n != 0 {
		t.Errorf("%d mails to invented people", n)
	}
}
