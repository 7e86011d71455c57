package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/web"
)

func (s *information) showNotes(c *fiber.Ctx) error {
	return s.web.Render(c, "portal/pages/notes", info(web.Of(c), "notes.title", "notes.lead", "/note-legali"))
}

// privacyGroups are the parts of the notice in the order of GDPR art. 13: who, what,
// why and on which ground, who sees it, how long, rights, cookies.
var privacyGroups = []string{"who", "what", "why", "seen", "kept", "rights", "cookies"}

func (s *information) showPrivacy(c *fiber.Ctx) error {
	page := info(web.Of(c), "privacy.title", "privacy.lead", "/privacy")
	page.Groups = privacyGroups
	return s.withInstitution(c, "portal/pages/privacy", page)
}

func (s *information) showAccessibility(c *fiber.Ctx) error {
	return s.withInstitution(c, "portal/pages/accessibility", info(web.Of(c), "accessibility.title", "accessibility.lead", "/accessibilita"))
}

// promises are those of the Carta dei Servizi §7, rights those of §10.
var (
	promises = []string{"free", "steady", "welcome", "reserved", "personal", "equal", "clear", "followup"}
	rights   = []string{"respect", "information", "personal", "privacy", "opinion", "direction"}
)

// CharterPage is the Carta dei Servizi on one page: the conditions of every service.
type CharterPage struct {
	InfoPage
	Promises []promise
	Rights   []string
}

type promise struct{ Title, Text string }

func (s *information) showCharter(c *fiber.Ctx) error {
	r := web.Of(c)
	page := &CharterPage{InfoPage: *info(r, "charter.title", "charter.lead", "/carta-dei-servizi")}
	for _, word := range promises {
		page.Promises = append(page.Promises, promise{r.T("charter.promise." + word), r.T("charter.promise." + word + ".text")})
	}
	for _, word := range rights {
		page.Rights = append(page.Rights, r.T("charter.right."+word))
	}
	return s.web.Render(c, "portal/pages/charter", page)
}

// withInstitution shows a page that names more of the institution than the frame holds.
func (s *information) withInstitution(c *fiber.Ctx, view string, page *InfoPage) error {
	n, err := s.board.read(c.UserContext(), web.Of(c).Now)
	if err != nil {
		return err
	}
	page.Who = n.Who
	return s.web.Render(c, view, page)
}
