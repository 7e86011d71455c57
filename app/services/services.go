package services

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// Area is a field of service a citizen can book. Its texts are in several
// languages; those that are lists have one item per line.
type Area struct {
	bun.BaseModel `bun:"table:areas,alias:area"`

	ID int64 `bun:",pk,autoincrement" yaml:"-"`
	// Code is the number in the Carta dei Servizi, "1" to "7".
	Code     string `yaml:"code"`
	Slug     string `yaml:"slug"`
	Sort     int    `yaml:"sort"`
	Settings `yaml:",inline"`
	// Name and Summary are one line each; Description is a short paragraph.
	Name        i18n.Text `bun:"type:jsonb" yaml:"name"`
	Summary     i18n.Text `bun:"type:jsonb" yaml:"summary"`
	Description i18n.Text `bun:"type:jsonb" yaml:"description"`
	// The public card: who it is for, how to get it, what is needed, what one
	// obtains, times; and what to bring to the appointment.
	Audience i18n.Text `bun:"type:jsonb" yaml:"audience"`
	How      i18n.Text `bun:"type:jsonb" yaml:"how"`
	Needed   i18n.Text `bun:"type:jsonb" yaml:"needed"`
	Obtained i18n.Text `bun:"type:jsonb" yaml:"obtained"`
	Times    i18n.Text `bun:"type:jsonb" yaml:"times"`
	Bring    i18n.Text `bun:"type:jsonb" yaml:"bring"`
	// Before and After are the instructions before the meeting and after it.
	Before i18n.Text `bun:"type:jsonb" yaml:"before"`
	After  i18n.Text `bun:"type:jsonb" yaml:"after"`
	// EditedAt is when somebody changed texts or settings; the file of areas leaves
	// such an area alone.
	EditedAt *time.Time `yaml:"-"`
}

// Items splits a text that is a list into its lines, in the language asked for or
// in Italian where it is missing; actual is the language found.
func Items(x i18n.Text, lang string) (items []string, actual string) {
	text, actual := x.In(lang)
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			items = append(items, line)
		}
	}
	return items, actual
}

// List gives every area in the order of the Carta dei Servizi.
func List(ctx context.Context, idb bun.IDB) ([]Area, error) {
	var all []Area
	err := idb.NewSelect().Model(&all).Order("area.sort", "area.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list areas")
}

// ListAt gives the areas a desk offers, in the same order; none for an unknown desk.
func ListAt(ctx context.Context, idb bun.IDB, deskID int64) ([]Area, error) {
	var all []Area
	err := idb.NewSelect().Model(&all).
		Where("area.id IN (SELECT area_id FROM desk_areas WHERE desk_id = ?)", deskID).
		Order("area.sort", "area.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list areas of a desk")
}

// Find gives one area or NotFound.
func Find(ctx context.Context, idb bun.IDB, id int64) (*Area, error) {
	return one(ctx, idb, "area.id = ?", id)
}

// FindBySlug gives the area with the slug of its public address, or NotFound.
func FindBySlug(ctx context.Context, idb bun.IDB, slug string) (*Area, error) {
	return one(ctx, idb, "area.slug = ?", slug)
}

func one(ctx context.Context, idb bun.IDB, where string, arg any) (*Area, error) {
	a := new(Area)
	err := idb.NewSelect().Model(a).Where(where, arg).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find area")
	}
	return a, nil
}
