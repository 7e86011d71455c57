package services

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// Code names one standard of one repertoire as a delivered service carries it.
type Code struct {
	// VersionID is what to keep: the version of the standard valid on the day.
	VersionID        int64
	Repertoire, Code string
	RepertoireName   i18n.Text
	Name             i18n.Text
	Audience         Audience
}

// CodesFor gives the standards of every repertoire in use that belong to the area,
// as they are on the day, in the order of the repertoires; none for an unknown area.
func CodesFor(ctx context.Context, idb bun.IDB, areaID int64, day desks.Date) ([]Code, error) {
	list, err := StandardsFor(ctx, idb, areaID, day)
	codes := make([]Code, 0, len(list))
	for i := range list {
		s := &list[i]
		codes = append(codes, Code{s.ID, s.Repertoire, s.Code, s.RepertoireName, s.Name, s.Audience})
	}
	return codes, err
}

// StandardsFor is CodesFor with everything a standard says.
func StandardsFor(ctx context.Context, idb bun.IDB, areaID int64, day desks.Date) ([]Standard, error) {
	var all []Standard
	err := onDay(selectStandards(idb, &all), day).
		Where("repertoire.retired_at IS NULL").
		Where("EXISTS (SELECT 1 FROM areas WHERE areas.id = ? AND jsonb_exists(version.rules -> 'areas', areas.code))", areaID).
		Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list standards of an area")
}

// StandardFilter narrows ListStandards; its zero value lists all that are valid on
// the day.
type StandardFilter struct {
	Repertoire string
	// Public leaves out repertoires that are retired or not shown to citizens.
	Public bool
}

// ListStandards gives the versions valid on the day, repertoire by repertoire.
func ListStandards(ctx context.Context, idb bun.IDB, f StandardFilter, day desks.Date) ([]Standard, error) {
	var all []Standard
	q := onDay(selectStandards(idb, &all), day)
	if f.Repertoire != "" {
		q = q.Where("repertoire.code = ?", f.Repertoire)
	}
	if f.Public {
		q = q.Where("repertoire.retired_at IS NULL AND repertoire.public")
	}
	return all, fault.Wrap(db.Translate(q.Scan(ctx)), "list standards")
}

// NewestStandards gives the newest version of every standard, begun or not,
// repertoire by repertoire.
func NewestStandards(ctx context.Context, idb bun.IDB) ([]Standard, error) {
	var all []Standard
	err := selectStandards(idb, &all).
		Where("NOT EXISTS (SELECT 1 FROM standard_versions later WHERE later.standard_id = version.standard_id AND later.number > version.number)").
		Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list newest standards")
}

// FindVersion gives one version of a standard, whenever it was valid, or NotFound.
func FindVersion(ctx context.Context, idb bun.IDB, id int64) (*Standard, error) {
	s := new(Standard)
	err := selectStandards(idb, s).Where("version.id = ?", id).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find version of a standard")
	}
	return s, nil
}

// FindStandard gives the version of a standard valid on the day or NotFound.
func FindStandard(ctx context.Context, idb bun.IDB, repertoire, code string, day desks.Date) (*Standard, error) {
	s := new(Standard)
	err := onDay(selectStandards(idb, s), day).Where("repertoire.code = ? AND standard.code = ?", repertoire, code).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find standard")
	}
	return s, nil
}

// Versions gives every version of a standard, the newest first; none for an
// unknown standard.
func Versions(ctx context.Context, idb bun.IDB, standardID int64) ([]Standard, error) {
	var all []Standard
	err := selectStandards(idb, &all).Where("standard.id = ?", standardID).OrderBy("version.number", bun.OrderDesc).Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list versions of a standard")
}

// Repertoires gives every repertoire, those out of use too.
func Repertoires(ctx context.Context, idb bun.IDB) ([]Repertoire, error) {
	var all []Repertoire
	err := idb.NewSelect().Model(&all).Order("repertoire.sort", "repertoire.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list repertoires")
}

func selectStandards(idb bun.IDB, model any) *bun.SelectQuery {
	return idb.NewSelect().Model(model).ColumnExpr("version.*").
		ColumnExpr("standard.code, standard.slug, standard.audience").
		ColumnExpr("repertoire.code AS repertoire, repertoire.name AS repertoire_name").
		ColumnExpr("repertoire.public AND repertoire.retired_at IS NULL AS published").
		Join("JOIN standards AS standard ON standard.id = version.standard_id").
		Join("JOIN repertoires AS repertoire ON repertoire.id = standard.repertoire_id").
		Order("repertoire.sort", "repertoire.id", "standard.sort", "standard.id")
}

func onDay(q *bun.SelectQuery, day desks.Date) *bun.SelectQuery {
	return q.Where("version.valid_from <= ? AND (version.valid_to IS NULL OR version.valid_to >= ?)", day, day)
}
