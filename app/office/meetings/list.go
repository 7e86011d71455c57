package meetings

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/meetings"
	"approdo/app/web"
)

// Badge is a state in words and its tone.
type Badge struct{ Text, Tone string }

func badge(r *web.Request, state string) Badge {
	tone := map[string]string{meetings.Planned: "tone-info", meetings.Held: "tone-warn", meetings.Closed: "tone-good"}[state]
	if tone == "" {
		tone = "tone-neutral"
	}
	return Badge{r.T("meetings.state." + state), tone}
}

// when is "24/11/2026, 09:00–10:30".
func when(r *web.Request, m *meetings.Meeting) string {
	from, to := m.StartsAt.In(web.Rome()), m.EndsAt.In(web.Rome())
	return r.L.DateShort(from) + ", " + r.L.TimeRange(from, to)
}

func where(r *web.Request, m *meetings.Meeting) string {
	switch {
	case m.Online && m.Place != "":
		return r.T("meetings.online") + " · " + m.Place
	case m.Online:
		return r.T("meetings.online")
	}
	return m.Place
}

// ListPage lists the meetings the reader sees: those still open, or those that are over.
type ListPage struct {
	web.Page
	Over             bool
	OpenURL, OverURL string
	NewURL           string
	Rows             []Row
	Next             string
}

// Row is one meeting of a list.
type Row struct {
	URL, Title, When, Desk string
	Badge                  Badge
}

func (s *Screens) list(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	p := &ListPage{Over: c.Query("concluse") != "", OpenURL: r.URL(home), OverURL: r.URL(home + "?concluse=1")}
	p.Title = r.T("meetings.title")
	if r.Actor.May(auth.CasesManage) {
		p.NewURL = r.URL(home + "/nuova")
	}
	all, next, err := meetings.List(ctx, s.db.Web, r.Actor, p.Over, readPlace(c))
	if err != nil {
		return err
	}
	names, err := s.deskNames(ctx, r)
	if err != nil {
		return err
	}
	for i := range all {
		m := &all[i]
		p.Rows = append(p.Rows, Row{r.URL(path(m.ID, "")), m.Title, when(r, m), names[m.DeskID], badge(r, m.State)})
	}
	if next != nil {
		p.Next = p.OpenURL + "?da=" + strconv.FormatInt(next.At.UnixMicro(), 10) + "&dopo=" + web.IDText(next.ID)
		if p.Over {
			p.Next += "&concluse=1"
		}
	}
	return s.web.Render(c, "office/meetings/list", p)
}

// readPlace reads where a page of the list begins; what is no place is its beginning.
func readPlace(c *fiber.Ctx) meetings.Cursor {
	micros, err := strconv.ParseInt(c.Query("da"), 10, 64)
	if err != nil || micros < 0 || micros > 1<<53 {
		return meetings.Cursor{}
	}
	return meetings.Cursor{At: time.UnixMicro(micros), ID: int64(c.QueryInt("dopo"))}
}
