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
	p.Must(CancelByPerson(p.Ctx, p.DB, gone.ID, p.Now))
	p.tick(p.Now)
	p.post.Clear()
	for _, email := range []string{" PROVA1@example.com ", "nessuno@example.com"} {
		p.Must(RequestLinks(p.Ctx, p.DB, email, "en", p.Now))
		p.tick(p.Now)
	}
	got := p.post.List()
	if len(got) != 1 || !strings.Contains(got[0].Text, p.o.Link("en", a.ID)) || strings.Contains(got[0].Text, p.o.Link("en", gone.ID)) ||
		!strings.Contains(got[0].HTML, "P. P.") || strings.Contains(got[0].HTML+got[0].Text, "Persona") {
		t.Fatalf("%d mails: %+v", len(got), got)
	}
	p.Wants(RequestLinks(p.Ctx, p.DB, "nessuno", "en", p.Now), fault.Invalid, "")
}

func TestAPersonSaysWhy(t *testing.T) {
	p := run(t, nil)
	a := p.written("2026-11-27 11:00", "2026-11-22 10:00", mailTo(1))
	p.Wants(CancelBecause(p.Ctx, p.DB, a.ID, Why{Code: "altro"}, p.Now), fault.Invalid, "")
	p.Wants(CancelBecause(p.Ctx, p.DB, a.ID, Why{Reason: strings.Repeat("a", MaxReason+1)}, p.Now), fault.Invalid, "")
	for _, code := range append(Whys(), "") {
		b := p.written("2026-11-28 11:00", "2026-11-22 10:00", mailTo(1))
		p.Must(CancelBecause(p.Ctx, p.DB, b.ID, Why{Code: code}, p.Now))
	}
	p.Must(CancelBecause(p.Ctx, p.DB, a.ID, Why{Code: "work", Reason: " parole mie "}, p.Now))
	x, err := FindWithPlace(p.Ctx, p.DB, a.ID)
	p.Must(err)
	if x.CancelCode != "work" || x.CancelReason != "parole mie" {
		t.Errorf("%q %q", x.CancelCode, x.CancelReason)
	}
	p.tick(p.Now)
	for _, m := range p.post.List() {
		if strings.Contains(m.Text+m.HTML, "parole mie") {
			t.Error("a mail repeats the person's words")
		}
	}
}
