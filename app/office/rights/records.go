package rights

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/privacy"
	"approdo/app/web"
)

// RecordsPage lists what the law asks to keep of those erased, what goes first on top.
type RecordsPage struct {
	web.Page
	Back, Next string
	Rows       []RecordRow
}

// RecordRow is one record; Open opens it.
type RecordRow struct {
	Number, Open string
	Kept, Until  time.Time
}

// RecordPage is what one record holds.
type RecordPage struct {
	web.Page
	Back  string
	Until time.Time
	Parts []RecordPart
	// Papers are what was signed, as it was scanned or drawn.
	Papers []PaperRow
}

// PaperRow is one signed paper; Open is where a form asks for it.
type PaperRow struct{ Name, Open string }

// RecordPart is what one table held: rows of facts.
type RecordPart struct {
	Name string
	Rows [][]web.Fact
}

func (s *Screens) records(c *fiber.Ctx) error {
	r := web.Of(c)
	after, err := recordPlace(c)
	if err != nil {
		return err
	}
	all, err := privacy.Records(c.UserContext(), s.db.Web, after, pageRows+1)
	if err != nil {
		return err
	}
	p := &RecordsPage{Back: r.URL(home)}
	p.Title = r.T("privacy.office.records")
	if len(all) > pageRows {
		all = all[:pageRows]
		last := all[pageRows-1]
		p.Next = r.URL(home + "/conservati?dopo=" + idText(last.ID) + "&giorno=" + last.Until.String())
	}
	for _, x := range all {
		p.Rows = append(p.Rows, RecordRow{Number: idText(x.ID), Open: r.URL(home + "/conservati/" + idText(x.ID) + "/apertura"), Kept: x.KeptAt.In(web.Rome()), Until: x.Until.Time()})
	}
	return s.web.Render(c, "office/rights/records", p)
}

func recordPlace(c *fiber.Ctx) (privacy.Record, error) {
	if c.Query("dopo") == "" {
		return privacy.Record{}, nil
	}
	id, err := strconv.ParseInt(c.Query("dopo"), 10, 64)
	day, bad := desks.ParseDate(c.Query("giorno"))
	if err != nil || bad != nil || id <= 0 {
		return privacy.Record{}, fault.Missing()
	}
	return privacy.Record{ID: id, Until: day}, nil
}

// openRecord shows a record; that it was opened is noted, so it is asked for by a form.
func (s *Screens) openRecord(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	record, parts, papers, err := privacy.OpenRecord(c.UserContext(), s.db.Web, s.office.Signer, r.Actor, id, r.Now)
	if err != nil {
		return err
	}
	p := &RecordPage{Back: r.URL(home + "/conservati"), Until: record.Until.Time()}
	p.Title, p.Path = r.T("privacy.office.record", "Number", idText(record.ID)), home+"/conservati"
	for _, part := range parts {
		rows, err := factsOf(part)
		if err != nil {
			return err
		}
		p.Parts = append(p.Parts, RecordPart{Name: r.T("retention.purpose."+string(part.Purpose)) + " · " + part.Table, Rows: rows})
	}
	for i := range papers {
		p.Papers = append(p.Papers, PaperRow{Name: r.T("privacy.office.paper", "Number", strconv.Itoa(i+1)), Open: r.URL(home + "/conservati/" + idText(record.ID) + "/documenti/" + papers[i].ID)})
	}
	return s.web.Render(c, "office/rights/record", p)
}

// openPaper hands out a signed paper; that it was opened is noted.
func (s *Screens) openPaper(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	f, err := privacy.OpenPaper(c.UserContext(), s.db.Web, r.Actor, id, c.Params("file"), r.Now)
	if err != nil {
		return err
	}
	return s.web.StreamFile(c, f)
}

// factsOf reads rows as they were kept; what was empty is left out.
func factsOf(part privacy.Part) (all [][]web.Fact, err error) {
	var rows []map[string]any
	if err := json.Unmarshal(part.Rows, &rows); err != nil {
		return nil, fault.Wrap(err, "read what is kept")
	}
	for _, row := range rows {
		var facts []web.Fact
		for _, name := range sortedKeys(row) {
			if v := row[name]; v != nil && v != "" {
				facts = append(facts, web.Fact{Label: name, Value: fmt.Sprint(v)})
			}
		}
		all = append(all, facts)
	}
	return all, nil
}

func sortedKeys(row map[string]any) []string {
	var keys []string
	for k := range row {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
