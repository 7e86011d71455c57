package imports

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/imports"
	"approdo/app/web"
	"approdo/app/web/tables"
)

const home = "/ufficio/persone/importazione"

// Screens are the pages of imports and what they stand on.
type Screens struct {
	web *web.App
	db  *db.Pools
}

// Register adds the routes of imports to the shell; before those of people, whose
// :id would take the address.
func Register(app *web.App, pools *db.Pools) {
	s := &Screens{web: app, db: pools}
	s.web.Get(home, web.May(auth.PeopleImport), s.list)
	s.web.PostFile(home, web.May(auth.PeopleImport), s.upload)
	s.web.Get(home+"/:id", web.May(auth.PeopleImport), s.show)
	s.web.Post(home+"/:id/colonne", web.May(auth.PeopleImport), s.columns)
	s.web.Post(home+"/:id/avvio", web.May(auth.PeopleImport), s.begin)
	s.web.Post(home+"/:id/annullamento", web.May(auth.PeopleImport), s.undo)
	s.web.Get(home+"/:id/righe", web.May(auth.PeopleImport), s.grid)
	s.web.Post(home+"/:id/righe", web.May(auth.PeopleImport), s.correct)
}

func path(id int64, rest string) string { return web.Path(home, id, rest) }

// ListPage takes a file and lists those taken before.
type ListPage struct {
	web.Page
	Back   string
	Fields []web.Field
	Error  string
	Errors []web.FieldError
	Rows   []FileRow
}

// FileRow is one file.
type FileRow struct {
	URL, Name, Desk, Holds, State string
	At                            time.Time
}

func (s *Screens) list(c *fiber.Ctx) error { return s.draw(c, web.NewForm(), s.web.Render) }

func (s *Screens) draw(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	known, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	all, err := imports.List(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	var options []web.Option
	names := map[int64]string{}
	for _, d := range known {
		names[d.ID] = r.L.Plain(d.Name)
		options = append(options, web.Option{Value: strconv.FormatInt(d.ID, 10), Label: names[d.ID]})
	}
	p := &ListPage{Back: r.URL("/ufficio/persone"), Errors: f.Errors()}
	p.Title = r.T("imports.title")
	p.Fields = []web.Field{
		f.Bind(web.Field{Name: "kind", Type: "select", Label: r.T("imports.kind"), Hint: r.T("imports.kind.hint"), Options: kindOptions(r), Required: true}),
		f.Bind(web.Field{Name: "desk", Type: "select", Label: r.T("people.form.desk"), Options: options, Required: true}),
		f.Bind(web.Field{Name: "source", Label: r.T("imports.source"), Hint: r.T("imports.source.hint"), Autocomplete: "off", Max: 60}),
	}
	p.Error = f.Bind(web.Field{Name: "file"}).Error
	for _, b := range all {
		p.Rows = append(p.Rows, FileRow{URL: r.URL(path(b.ID, "")), Name: b.Name, Desk: names[b.DeskID], Holds: kindName(r, b.Kind), State: r.T("imports.state." + b.State), At: b.CreatedAt.In(web.Rome())})
	}
	return render(c, "office/imports/list", p)
}

// uploadTime is how long a file may take to be kept: 50 000 rows on a busy machine.
const uploadTime = time.Minute

func (s *Screens) upload(c *fiber.Ctx) error {
	r, f := web.Of(c), web.NewForm()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), uploadTime)
	defer cancel()
	for _, field := range []string{"desk", "kind", "source"} {
		f.Set(field, c.FormValue(field))
	}
	name, lines, err := read(c)
	if err == nil {
		var id int64
		file := imports.File{DeskID: f.Int64("desk"), Name: name, Kind: f.Get("kind"), Source: f.Get("source"), Lines: lines}
		if id, err = imports.Start(ctx, s.db.Web, r.Actor, file, r.Now); err == nil {
			return web.SeeOther(c, path(id, ""))
		}
	}
	if f.Fail(r, err) {
		return s.draw(c, f, s.web.RenderInvalid)
	}
	return err
}

// kindName says what a file holds.
func kindName(r *web.Request, kind string) string {
	if kind == imports.People {
		return r.T("imports.kind.people")
	}
	return r.T("people.kind." + kind)
}

func kindOptions(r *web.Request) []web.Option {
	var all []web.Option
	for _, k := range imports.Kinds() {
		all = append(all, web.Option{Value: k, Label: kindName(r, k)})
	}
	return all
}

// read gives the name and the lines of the file sent.
func read(c *fiber.Ctx) (string, []imports.Line, error) {
	sent, err := c.FormFile("file")
	if err != nil || sent.Size == 0 {
		var k fault.Check
		k.Add("file", "imports.error.file")
		return "", nil, k.Err()
	}
	file, err := sent.Open()
	if err != nil {
		return "", nil, fault.Wrap(err, "open upload")
	}
	defer func() { _ = file.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(file, tables.MaxFile+1))
	if err != nil {
		return "", nil, fault.Wrap(err, "read upload")
	}
	rows, err := tables.Read(data)
	lines := make([]imports.Line, len(rows))
	for i, row := range rows {
		lines[i] = imports.Line{Number: row.Number, Cells: row.Cells}
	}
	return sent.Filename, lines, err
}
