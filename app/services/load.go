package services

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"

	"github.com/uptrace/bun"
	"gopkg.in/yaml.v3"

	"approdo/app/db"
	"approdo/app/fault"
)

//go:embed areas.yaml
var areasFile []byte

// Shipped reads the areas of areas.yaml; a key that is misspelt, a text without
// Italian or an impossible duration is an error.
func Shipped() ([]Area, error) {
	var all []Area
	d := yaml.NewDecoder(bytes.NewReader(areasFile))
	d.KnownFields(true)
	if err := d.Decode(&all); err != nil {
		return nil, fmt.Errorf("areas.yaml: %w", err)
	}
	var wrong []error
	for i := range all {
		all[i].Settings = all[i].standard()
		for name, text := range all[i].texts() {
			if text["it"] == "" && name != "before" && name != "after" {
				wrong = append(wrong, fmt.Errorf("areas.yaml: %s: %s has no Italian text", all[i].Slug, name))
			}
		}
		if all[i].Minutes < MinMinutes || all[i].Minutes > MaxMinutes || all[i].Seats > MaxSeats {
			wrong = append(wrong, fmt.Errorf("areas.yaml: %s: minutes or seats out of range", all[i].Slug))
		}
	}
	return all, errors.Join(wrong...)
}

func (a *Area) texts() map[string]map[string]string {
	return map[string]map[string]string{
		"name": a.Name, "summary": a.Summary, "description": a.Description, "audience": a.Audience, "how": a.How,
		"needed": a.Needed, "obtained": a.Obtained, "times": a.Times, "bring": a.Bring,
		"before": a.Before, "after": a.After,
	}
}

// LoadAreas makes the table follow areas.yaml: new areas are added, texts and
// durations of known codes that nobody edited are brought up to date, other rows
// and every other setting are left alone. Running it again changes nothing.
func LoadAreas(ctx context.Context, tx bun.IDB) error {
	all, err := Shipped()
	if err != nil {
		return err
	}
	q := tx.NewInsert().Model(&all).ExcludeColumn("id").On("CONFLICT (code) DO UPDATE").Where("area.edited_at IS NULL").Returning("NULL")
	for _, column := range []string{
		"slug", "sort", "minutes", "name", "summary", "description", "audience", "how", "needed", "obtained", "times", "bring", "before", "after",
	} {
		q = q.Set("? = EXCLUDED.?", bun.Ident(column), bun.Ident(column))
	}
	_, err = q.Exec(ctx)
	return fault.Wrap(db.Translate(err), "load areas")
}
