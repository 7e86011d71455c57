package office

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/web"
)

// AuditPage is the audit trail, newest first.
type AuditPage struct {
	web.Page
	Filters []web.Field
	Rows    []auditRow
	Older   string
}

type auditRow struct {
	At                   time.Time
	Who, Action, Subject string
	Data                 string
}

func (s *Screens) auditTrail(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	scope, err := r.Actor.AuditScope()
	if err != nil {
		return err
	}
	filter := audit.Filter{Action: c.Query("azione")}
	filter.Before, _ = strconv.ParseInt(c.Query("prima"), 10, 64) // not a number: the newest rows
	if day, err := desks.ParseDate(c.Query("giorno")); err == nil {
		filter.From, filter.To = day.In(web.Rome()), day.AddDays(1).In(web.Rome())
	}
	rows, next, err := audit.List(ctx, s.db.Web, scope, filter)
	if err != nil {
		return err
	}
	names, err := auth.NamesOf(ctx, s.db.Web, userIDs(rows))
	if err != nil {
		return err
	}
	page := &AuditPage{}
	page.Title = r.T("office.audit.title")
	for _, x := range rows {
		page.Rows = append(page.Rows, auditRow{At: x.At.In(web.Rome()), Who: whoIs(r, x.Actor, names), Action: x.Action, Subject: subjectOf(x), Data: plainData(x)})
	}
	page.Filters = []web.Field{
		{Name: "azione", Type: "select", Either: true, Label: r.T("office.audit.action"), Options: auditOptions(r, filter.Action)},
		{Name: "giorno", Type: "date", Either: true, Label: r.T("office.new.day"), Value: c.Query("giorno")},
	}
	if next != 0 {
		page.Older = r.URL("/ufficio/registro") + "?azione=" + filter.Action + "&giorno=" + c.Query("giorno") + "&prima=" + strconv.FormatInt(next, 10)
	}
	return s.web.Render(c, "office/audit", page)
}

// auditOptions narrow by noun; an action of the trail is "<noun>.<verb>".
func auditOptions(r *web.Request, chosen string) []web.Option {
	all := []web.Option{{Value: "", Label: r.T("office.audit.all"), Checked: chosen == ""}}
	for _, noun := range []string{"appointments", "people", "cases", "deliveries", "placements", "enrolments", "applications", "accesses", "desks", "services", "auth", "pages", "files", "jobs"} {
		all = append(all, web.Option{Value: noun + ".", Label: r.T("office.audit.noun." + noun), Checked: chosen == noun+"."})
	}
	return all
}

func userIDs(rows []audit.Row) []int64 {
	var ids []int64
	for _, x := range rows {
		if id, err := strconv.ParseInt(strings.TrimPrefix(x.Actor, "user:"), 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

func whoIs(r *web.Request, ref string, names map[int64]string) string {
	kind, rest, _ := strings.Cut(ref, ":")
	if id, err := strconv.ParseInt(rest, 10, 64); err == nil && kind == "user" {
		if name := names[id]; name != "" {
			return name
		}
		return ref
	}
	return r.T("office.audit.actor." + kind)
}

func subjectOf(x audit.Row) string {
	if x.SubjectID == 0 {
		return x.Subject
	}
	return x.Subject + " " + strconv.FormatInt(x.SubjectID, 10)
}

func plainData(x audit.Row) string {
	if s := string(x.Data); s != "{}" && s != "null" {
		return s
	}
	return ""
}
