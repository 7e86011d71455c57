package portal

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/privacy"
	"approdo/app/web"
)

// LooksPage is who opened the reader's file, and why.
type LooksPage struct {
	web.Page
	Looks []LookRow
	Next  string
}

// LookRow is one time somebody opened the file. Reason is as it was written there.
type LookRow struct {
	At                time.Time
	What, Who, Reason string
	// During says why the desk was concerned, "" where nothing tells.
	During string
}

// MessagesPage is what was sent to the reader.
type MessagesPage struct {
	web.Page
	Messages []MessageRow
	Next     string
}

// MessageRow is one message; To is masked.
type MessageRow struct {
	At                             time.Time
	What, Channel, To, State, Tone string
}

// before reads the place where a page begins, 0 for the first one.
func before(c *fiber.Ctx) (int64, error) {
	text := c.Query("prima")
	if text == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.Missing()
	}
	return id, nil
}

func (s *Screens) ownLooks(c *fiber.Ctx) error {
	r := web.Of(c)
	from, err := before(c)
	if err != nil {
		return err
	}
	all, next, err := privacy.OwnLooks(c.UserContext(), s.db.Web, r.Actor, from)
	if err != nil {
		return err
	}
	const path = "/area-personale/letture"
	p := new(LooksPage)
	p.Title, p.NoIndex, p.Path, p.Next = r.T("area.looks.title"), true, path, older(r, path, next)
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.looks.title", "")
	for i := range all {
		p.Looks = append(p.Looks, lookRow(r, &all[i]))
	}
	return s.web.Render(c, "portal/area/looks", p)
}

func older(r *web.Request, path string, next int64) string {
	if next == 0 {
		return ""
	}
	return r.URL(path + "?prima=" + idText(next))
}

// lookParts are the parts of a file that have words of their own; any other is the file.
var lookParts = []string{people.PartFile, people.PartSpecial, "attach", people.PartNetwork, "referral", "cv"}

func lookRow(r *web.Request, x *privacy.Look) LookRow {
	part := x.Part
	if !slices.Contains(lookParts, part) {
		part = people.PartFile
	}
	row := LookRow{At: x.At.In(web.Rome()), What: r.T("area.looks.part." + part)}
	var names []string
	for _, d := range x.Desks {
		names = append(names, r.L.Plain(d))
	}
	switch {
	case x.Outside:
		row.Who = r.T("area.looks.given", "Name", x.Reason)
		return row
	case x.Program:
		row.Who = r.T("area.looks.program")
	case len(names) > 0:
		row.Who = r.T("area.looks.desk", "Desk", r.L.List(names))
	default:
		row.Who = r.T("area.looks.all")
	}
	if x.During != "" {
		row.During = r.T("area.looks.during." + x.During)
	}
	switch {
	case x.Reason == "":
	case part == people.PartNetwork:
		row.Reason = r.T("area.looks.given", "Name", x.Reason)
	default:
		row.Reason = r.T("area.looks.reason", "Text", x.Reason)
	}
	return row
}

func (s *Screens) ownMessages(c *fiber.Ctx) error {
	r := web.Of(c)
	from, err := before(c)
	if err != nil {
		return err
	}
	all, next, err := privacy.OwnMessages(c.UserContext(), s.db.Web, r.Actor, from)
	if err != nil {
		return err
	}
	const path = "/area-personale/messaggi"
	p := new(MessagesPage)
	p.Title, p.NoIndex, p.Path, p.Next = r.T("area.messages.title"), true, path, older(r, path, next)
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.messages.title", "")
	for i := range all {
		p.Messages = append(p.Messages, messageRow(r, &all[i]))
	}
	return s.web.Render(c, "portal/area/messages", p)
}

// messageKinds are the nouns whose messages have words of their own.
var messageKinds = []string{"appointments", "people", "cases", "consents", "cvs", "referrals", "privacy", "applications"}

var messageTones = map[string]string{"sent": "tone-good", "queued": "tone-info", "failed": "tone-bad", "dropped": "tone-neutral"}

func messageRow(r *web.Request, m *privacy.Sent) MessageRow {
	noun, _, _ := strings.Cut(m.Kind, ".")
	if !slices.Contains(messageKinds, noun) {
		noun = "other"
	}
	at := m.QueuedAt
	if m.SettledAt != nil {
		at = *m.SettledAt
	}
	return MessageRow{At: at.In(web.Rome()), What: r.T("area.messages.kind." + noun), Channel: r.T("area.messages.channel." + m.Channel), To: m.Masked(),
		State: r.T("area.messages.state." + m.State), Tone: messageTones[m.State]}
}
