package office

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/web"
)

// settings is what is set up once rather than every day: one page leads to all of it.
// Each "office.menu.<name>" has a sentence "office.settings.<name>".
func settings() web.MenuEntry {
	return web.MenuEntry{Path: "/ufficio/impostazioni", Key: "office.menu.settings", Below: []web.MenuEntry{
		{Path: "/ufficio/sportelli", Key: "office.menu.desks", May: auth.DesksManage},
		{Path: "/ufficio/ambiti", Key: "office.menu.areas", May: auth.AreasManage},
		{Path: "/ufficio/operatori", Key: "office.menu.operators", May: auth.DesksManage},
		{Path: "/ufficio/mediatori", Key: "office.menu.mediators", May: auth.DesksManage},
		{Path: "/ufficio/attesa/impostazioni", Key: "office.menu.waiting_rules", May: auth.DesksManage},
		{Path: "/ufficio/invii-regole", Key: "office.menu.referral_rules", May: auth.AreasManage},
		{Path: "/ufficio/repertori", Key: "office.menu.standards", May: auth.StandardsManage},
		{Path: "/ufficio/prenotazioni", Key: "office.menu.guard", May: auth.AreasManage},
		{Path: "/ufficio/istituzione", Key: "office.menu.institution", May: auth.InstitutionManage},
		{Path: "/ufficio/utenti", Key: "office.menu.users", May: auth.UsersManage},
		{Path: "/ufficio/conservazione", Key: "office.menu.retention", May: auth.PrivacyManage},
		{Path: "/ufficio/registro", Key: "office.menu.audit", May: auth.AuditRead},
		{Path: "/ufficio/lavori", Key: "office.menu.jobs", May: auth.JobsRead},
	}}
}

// SettingsPage leads to what the reader may set up.
type SettingsPage struct {
	web.Page
	Tiles []tile
}

type tile struct{ URL, Title, Text string }

func (s *Screens) listSettings(c *fiber.Ctx) error {
	r := web.Of(c)
	p := &SettingsPage{}
	p.Title = r.T("office.menu.settings")
	for _, e := range settings().Open(r.Actor) {
		p.Tiles = append(p.Tiles, tile{r.URL(e.Path), r.T(e.Key), r.T("office.settings." + strings.TrimPrefix(e.Key, "office.menu."))})
	}
	if len(p.Tiles) == 0 {
		return errMissing()
	}
	return s.web.Render(c, "office/settings", p)
}
