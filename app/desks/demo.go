package desks

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"gopkg.in/yaml.v3"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
)

//go:embed demo.yaml
var demoFile []byte

// Demo is what SeedDemo made or found.
type Demo struct {
	Desks     []Desk
	Operators []Operator
}

type demoData struct {
	Operators []struct {
		Code, Name string
		Languages  []string
	}
	Sites []demoSite
}

type demoSite struct {
	Slug, Name, Body, Street, City, Province string

	PostalCode  string `yaml:"postal_code"`
	Lat, Lon    *float64
	Cofinanced  bool
	Patron      struct{ Month, Day int }
	Floor       i18n.Text
	Directions  i18n.Text
	AccessNotes i18n.Text `yaml:"access_notes"`
	Desks       []demoDesk
}

type demoDesk struct {
	Slug, Phone, Email string

	Kind          Kind
	Name, Summary i18n.Text
	Areas         []string
	Rules         []demoRule
}

type demoRule struct {
	Operator, RRule string
	From, To        string
	// Weeks is how many weeks the rule is valid, from this week on; 0 has no end.
	Weeks int
}

// SeedDemo writes the desks of the two source documents with invented people, for
// an empty database; services.LoadAreas must have run. Where there are desks
// already it changes nothing and gives those. The rules start on the Monday of the
// week of now, in Rome.
func SeedDemo(ctx context.Context, tx bun.IDB, now time.Time) (*Demo, error) {
	there, err := tx.NewSelect().Table("desks").Exists(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "look for desks")
	}
	if !there {
		err := db.InTx(ctx, tx, func(ctx context.Context, tx bun.Tx) error { return writeDemo(ctx, tx, now) })
		if err != nil {
			return nil, fault.Wrap(err, "seed desks")
		}
	}
	d := new(Demo)
	if d.Desks, err = List(ctx, tx, Filter{}); err != nil {
		return nil, err
	}
	err = tx.NewSelect().Model(&d.Operators).Order("operator.id").Scan(ctx)
	return d, fault.Wrap(db.Translate(err), "list operators")
}

func writeDemo(ctx context.Context, tx bun.IDB, now time.Time) error {
	var data demoData
	dec := yaml.NewDecoder(bytes.NewReader(demoFile))
	dec.KnownFields(true)
	if err := dec.Decode(&data); err != nil {
		return fmt.Errorf("demo.yaml: %w", err)
	}
	s := seeding{tx: tx, operators: map[string]int64{}}
	today := DateOf(now.In((&Desk{Zone: "Europe/Rome"}).Location()))
	s.monday = today.AddDays(-(int(today.Weekday()) + 6) % 7)
	for _, o := range data.Operators {
		row := &Operator{Name: o.Name, Languages: o.Languages}
		if err := s.insert(ctx, row); err != nil {
			return err
		}
		s.operators[o.Code] = row.ID
	}
	for _, site := range data.Sites {
		if err := s.site(ctx, site); err != nil {
			return err
		}
	}
	return nil
}

// seeding is one run of writeDemo.
type seeding struct {
	tx        bun.IDB
	operators map[string]int64
	monday    Date
	desks     int
}

func (s *seeding) insert(ctx context.Context, row any) error {
	_, err := s.tx.NewInsert().Model(row).Exec(ctx)
	return db.Translate(err)
}

func (s *seeding) site(ctx context.Context, in demoSite) error {
	row := &Site{
		Slug: in.Slug, Name: in.Name, Body: in.Body, Street: in.Street, PostalCode: in.PostalCode, City: in.City,
		Province: in.Province, Lat: in.Lat, Lon: in.Lon, Floor: in.Floor, Directions: in.Directions,
		AccessNotes: in.AccessNotes, Cofinanced: in.Cofinanced, PatronMonth: in.Patron.Month, PatronDay: in.Patron.Day,
	}
	if err := s.insert(ctx, row); err != nil {
		return err
	}
	for _, d := range in.Desks {
		if err := s.desk(ctx, row.ID, d); err != nil {
			return fmt.Errorf("desk %s: %w", d.Slug, err)
		}
	}
	return nil
}

func (s *seeding) desk(ctx context.Context, siteID int64, in demoDesk) error {
	s.desks++
	row := &Desk{
		SiteID: siteID, Kind: in.Kind, Slug: in.Slug, Name: in.Name, Summary: in.Summary, Zone: "Europe/Rome",
		Phone: in.Phone, Email: in.Email, Sort: s.desks,
	}
	if err := s.insert(ctx, row); err != nil {
		return err
	}
	res, err := s.tx.NewRaw(`INSERT INTO desk_areas (desk_id, area_id) SELECT ?, id FROM areas WHERE slug = ANY(?)`,
		row.ID, pgdialect.Array(in.Areas)).Exec(ctx)
	if err != nil {
		return db.Translate(err)
	}
	if n, err := res.RowsAffected(); err != nil || int(n) != len(in.Areas) {
		return fmt.Errorf("%d of %d areas exist: load the areas first", n, len(in.Areas))
	}
	for _, r := range in.Rules {
		if err := s.rule(ctx, row.ID, r); err != nil {
			return err
		}
	}
	return nil
}

func (s *seeding) rule(ctx context.Context, deskID int64, in demoRule) error {
	row := &Rule{DeskID: deskID, OperatorID: s.operators[in.Operator], RRule: in.RRule, ValidFrom: s.monday}
	var err error
	if row.From, err = ParseClock(in.From); err != nil {
		return err
	}
	if row.To, err = ParseClock(in.To); err != nil {
		return err
	}
	if in.Weeks > 0 {
		row.ValidTo = s.monday.AddDays(7*in.Weeks - 1)
	}
	_, err = s.tx.NewRaw(`INSERT INTO desk_operators (desk_id, operator_id) VALUES (?, ?) ON CONFLICT DO NOTHING`,
		deskID, row.OperatorID).Exec(ctx)
	if err != nil {
		return db.Translate(err)
	}
	return s.insert(ctx, row)
}
