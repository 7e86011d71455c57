package office_test

import (
	"testing"

	"approdo/app/appointments"
)

func TestBookingsOfThePortalAreGuardedAsSet(t *testing.T) {
	s := newOffice(t)
	s.as(t, "qui").Get("/ufficio/prenotazioni").Want(403)
	b := s.as(t, "admin")
	b.Get("/ufficio/impostazioni").Want(200).Has("Prenotazioni dal portale")
	form := b.Get("/ufficio/prenotazioni").Want(200).Has("No, si conferma subito", "Normale")
	form.Submit("/ufficio/prenotazioni", map[string]string{"mail_minutes": "mai"}).Want(422)
	form.Submit("/ufficio/prenotazioni", map[string]string{"mail_minutes": "100000"}).Want(422).Has("Scegli una voce")
	form.Submit("/ufficio/prenotazioni", map[string]string{"mail_minutes": "30", "work_bits": "20"}).Follow().Want(200).Has("Impostazioni salvate")
	g, err := appointments.FindGuard(t.Context(), s.Pools.Web)
	if err != nil || g.MailMinutes != 30 || g.WorkBits != 20 {
		t.Errorf("%v: %+v", err, g)
	}
}
