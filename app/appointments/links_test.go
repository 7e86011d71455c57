package appointments

import (
	"strings"
	"testing"

	"approdo/app/fault"
)

func TestLinksAreMailedToWhoHasAppointments(t *testing.T) {
	p := run(t, nil)
	a := p.written("2026-11-27 11:00", "2026-11-22 10:00", mailTo(1))
	gone := p.written("2026-11-27 12:00", "2026-11-22 10:00", mailTo(1))
	p.must(CancelByPerson(p.ctx, p.db, gone.ID, p.now))
	p.tick(p.now)
	p.box.Clear()
	for _, email := range []string{" PROVA1@example.com ", "nessuno@example.com"} {
		p.must(RequestLinks(p.ctx, p.db, email, "en", p.now))
		p.tick(p.now)
	}
	got := p.box.List()
	if len(got) != 1 || !strings.Contains(got[0].Text, p.o.Link("en", a.ID)) || strings.Contains(got[0].Text, p.o.Link("en", gone.ID)) ||
		!strings.Contains(got[0].HTML, "P. P.") || strings.Contains(got[0].HTML+got[0].Text, "Persona") {
		t.Fatalf("%d mails: %+v", len(got), got)
	}
	p.wants(RequestLinks(p.ctx, p.db, "nessuno", "en", p.now), fault.Invalid, "")
}

func TestAPersonSaysWhy(t *testing.T) {
	p := run(t, nil)
	a := p.written("2026-11-27 11:00", "2026-11-22 10:00", mailTo(1))
	p.wants(CancelBecause(p.ctx, p.db, a.ID, Why{Code: "altro"}, p.now), fault.Invalid, "")
	p.wants(CancelBecause(p.ctx, p.db, a.ID, Why{Reason: strings.Repeat("a", MaxReason+1)}, p.now), fault.Invalid, "")
	for _, code := range append(Whys(), "") {
		b := p.written("2026-11-28 11:00", "2026-11-22 10:00", mailTo(1))
		p.must(CancelBecause(p.ctx, p.db, b.ID, Why{Code: code}, p.now))
	}
	p.must(CancelBecause(p.ctx, p.db, a.ID, Why{Code: "work", Reason: " parole mie "}, p.now))
	x, err := FindWithPlace(p.ctx, p.db, a.ID)
	p.must(err)
	if x.CancelCode != "work" || x.CancelReason != "parole mie" {
		t.Errorf("%q %q", x.CancelCode, x.CancelReason)
	}
	p.tick(p.now)
	for _, m := range p.box.List() {
		if strings.Contains(m.Text+m.HTML, "parole mie") {
			t.Error("a mail repeats the person's words")
		}
	}
}
