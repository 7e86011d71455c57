package office

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/web"
)

// SessionsPage lists where one is signed in.
type SessionsPage struct {
	web.Page
	Rows   []sessionRow
	Others bool
}

type sessionRow struct {
	ID              int64
	Device          string
	Started, SeenAt time.Time
	Current         bool
}

func (s *Screens) listSessions(c *fiber.Ctx) error {
	r := web.Of(c)
	list, err := s.gate.Sessions.List(c.UserContext(), s.db.Web, r.Actor, r.Now)
	if err != nil {
		return err
	}
	p := &SessionsPage{Others: len(list) > 1}
	p.Title = r.T("office.sessions.title")
	for _, x := range list {
		device := deviceName(x.Agent)
		if device == "" {
			device = r.T("office.sessions.unknown")
		}
		p.Rows = append(p.Rows, sessionRow{x.ID, device, x.CreatedAt.In(web.Rome()), x.SeenAt.In(web.Rome()), x.ID == r.Session.ID})
	}
	return s.web.Render(c, "office/sessions", p)
}

func (s *Screens) endSession(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	if err := s.gate.Sessions.End(c.UserContext(), s.db.Web, r.Actor, id, r.Now); err != nil {
		return err
	}
	if id == r.Session.ID {
		s.web.SignedOut(c)
		s.web.FlashVisitor(c, "success", "office.sessions.ended")
		return web.SeeOther(c, "/ufficio/accesso")
	}
	s.web.Flash(c, "success", "office.sessions.ended")
	return web.SeeOther(c, "/ufficio/sessioni")
}

func (s *Screens) endOtherSessions(c *fiber.Ctx) error {
	r := web.Of(c)
	if _, err := s.gate.Sessions.EndOthers(c.UserContext(), s.db.Web, r.Actor, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.sessions.others_ended")
	return web.SeeOther(c, "/ufficio/sessioni")
}

// deviceName makes "Firefox · Windows" of a User-Agent, "" where it tells nothing.
func deviceName(agent string) string {
	first := func(pairs ...string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if strings.Contains(agent, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	name := first("Edg", "Edge", "OPR/", "Opera", "SamsungBrowser", "Samsung Internet", "Firefox/", "Firefox", "FxiOS", "Firefox",
		"CriOS", "Chrome", "Chrome/", "Chrome", "Safari/", "Safari")
	system := first("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS X", "macOS", "CrOS", "ChromeOS", "Linux", "Linux")
	return strings.Trim(name+" · "+system, " ·")
}
