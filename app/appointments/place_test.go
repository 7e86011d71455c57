package appointments

import (
	"strings"
	"testing"

	"approdo/app/i18n"
	"approdo/app/services"
	"approdo/locales"
)

// A message says where a meeting is, and never what the person typed.
func TestMessagesSayWhereTheMeetingIs(t *testing.T) {
	h := inTx(t)
	catalog, err := i18n.Load(locales.FS)
	h.Must(err)
	l := catalog.For(i18n.Italian)
	a, err := FindWithPlace(h.Ctx, h.DB, h.book(slot, 0).ID)
	h.Must(err)
	a.Address, a.ChangeMinutes = "Via Segreta 1", 1440
	o := MailOptions{BaseURL: "https://approdo.example", Catalog: catalog}
	for where, want := range map[services.Place]string{
		services.AtDesk: "Orientation Desk", services.ByPhone: "ti telefoniamo noi", services.ByVideo: "in video", services.AtHome: "a casa tua",
	} {
		a.Where, a.VideoLink = where, ""
		if where == services.ByVideo {
			a.VideoLink = "https://video.example/x"
		}
		for _, text := range o.wordings(a, l, kindConfirmed, "appointments.sms.confirmed") {
			if !strings.Contains(text, want) || strings.Contains(text, "Segreta") {
				t.Errorf("%s: %s", where, text)
			}
		}
		x := letter(a, i18n.Italian)
		if (x.Where == "") != (where == services.AtDesk) || x.VideoLink != a.VideoLink || x.Until.Format("02 15:04") != "23 09:30" {
			t.Errorf("%s: letter %+v", where, x)
		}
		file := string(Calendar(a, CalendarOptions{L: l, Host: "approdo.example", Whole: true}))
		if strings.Contains(file, "Segreta") || strings.Contains(file, "GEO:") != (where == services.AtDesk) {
			t.Errorf("%s: %s", where, file)
		}
	}
}
