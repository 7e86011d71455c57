package retention

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/privacy"
	"approdo/app/web"
	"approdo/app/web/tables"
)

// FilesPage lists the files nobody needs any more.
type FilesPage struct {
	web.Page
	Back, Export, First, Next string
	Rows                      []FileRow
}

// FileRow is one file: initials and number, since when nothing happened, the notice and
// the day on which it goes, nil and zero before there is one.
type FileRow struct {
	ID                    int64
	Initials, Told, URL   string
	Since, GivenAt, DueOn time.Time
}

// KeepPage has one file stay, with a reason.
type KeepPage struct {
	web.Page
	Row    FileRow
	Action string
	Reason web.Field
	Errors []web.FieldError
}

const (
	pageOf   = 50
	mostSent = 50000 // rows of a file
)

func (s *Screens) files(c *fiber.Ctx) error {
	r := web.Of(c)
	after, _ := strconv.ParseInt(c.Query("dopo"), 10, 64) // not a number: from the beginning
	all, err := privacy.IdlePeople(c.UserContext(), s.db.Web, r.Now, after, pageOf+1)
	if err != nil {
		return err
	}
	p := &FilesPage{Back: r.URL(homePath), Export: r.URL(filesPath + "/esportazione")}
	p.Title = r.T("retention.files.title")
	p.Crumbs = []web.Crumb{{Label: r.T("office.menu.retention"), URL: r.URL(homePath)}, {Label: p.Title}}
	if after > 0 {
		p.First = r.URL(filesPath)
	}
	if len(all) > pageOf {
		all = all[:pageOf]
		p.Next = r.URL(filesPath + "?dopo=" + web.IDText(all[pageOf-1].ID))
	}
	for i := range all {
		p.Rows = append(p.Rows, fileOf(r, &all[i]))
	}
	return s.web.Render(c, "office/retention/files", p)
}

func fileOf(r *web.Request, x *privacy.Idle) FileRow {
	row := FileRow{ID: x.ID, Initials: x.Initials(), Since: x.Since.In(web.Rome()), URL: r.URL(filesPath + "/" + web.IDText(x.ID))}
	if x.GivenAt != nil {
		row.GivenAt, row.DueOn = x.GivenAt.In(web.Rome()), x.DueOn.In(web.Rome())
		row.Told = r.T("retention.told." + orNone(x.Channel))
	}
	return row
}

func orNone(channel string) string {
	if channel == "" {
		return "none"
	}
	return channel
}

// exportFiles answers with what would go, as a file.
func (s *Screens) exportFiles(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	t := tables.Table{Name: r.T("retention.files.title"), Widths: []float64{10, 14, 18, 18, 22, 18}}
	for _, key := range []string{"number", "initials", "since", "given", "how", "due"} {
		t.Head = append(t.Head, r.T("retention.files."+key))
	}
	var after int64
	for len(t.Rows) < mostSent {
		all, err := privacy.IdlePeople(c.UserContext(), s.db.Web, r.Now, after, 1000)
		if err != nil {
			return err
		}
		for i := range all {
			x := fileOf(r, &all[i])
			t.Rows = append(t.Rows, []any{web.IDText(x.ID), x.Initials, day(x.Since), day(x.GivenAt), x.Told, day(x.DueOn)})
			after = x.ID
		}
		if len(all) < 1000 {
			break
		}
	}
	return send(c, t, "schede-da-cancellare", f.Get("format"))
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func (s *Screens) askKeep(c *fiber.Ctx) error {
	p, err := s.keepPage(c, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/retention/keep", p)
}

func (s *Screens) keepPage(c *fiber.Ctx, f *web.Form) (*KeepPage, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	r := web.Of(c)
	x, err := privacy.FindIdle(c.UserContext(), s.db.Web, id, r.Now)
	if err != nil {
		return nil, err
	}
	p := &KeepPage{Row: fileOf(r, x), Action: r.URL(filesPath + "/" + web.IDText(id)), Errors: f.Errors()}
	p.Title = r.T("retention.keep.title", "Initials", p.Row.Initials, "Number", web.IDText(id))
	p.Crumbs = []web.Crumb{{Label: r.T("office.menu.retention"), URL: r.URL(homePath)}, {Label: r.T("retention.files.title"), URL: r.URL(filesPath)}, {Label: p.Title}}
	p.Reason = f.Bind(web.Field{Name: "reason", Type: "textarea", Rows: 3, Max: privacy.MaxReason, Required: true, Label: r.T("retention.keep.reason"), Hint: r.T("retention.keep.hint")})
	return p, nil
}

func (s *Screens) keep(c *fiber.Ctx) error {
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.ReadForm(c)
	err = privacy.Keep(c.UserContext(), s.db.Web, r.Actor, id, f.Get("reason"), r.Now)
	if f.Fail(r, err) {
		p, err := s.keepPage(c, f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/retention/keep", p)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "retention.kept")
	return web.SeeOther(c, filesPath)
}
