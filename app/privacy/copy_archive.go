package privacy

import (
	"archive/zip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/assessments"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/people"
)

// everything is what a copy says to programs: dati.json.
type everything struct {
	MadeAt time.Time `json:"made_at"`
	Parts  []Part    `json:"parts"`
	// Special is what is kept sealed, opened for whom it is about.
	Special []opened `json:"special_categories"`
	// Messages are those sent to the person.
	Messages []Sent `json:"messages"`
}

type opened struct {
	Kind string    `json:"kind"`
	Name string    `json:"name,omitempty"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// archive writes a copy: dati.json for programs, sheets to be read, and every file.
func (x Copies) archive(ctx context.Context, idb bun.IDB, w io.Writer, c *Copy, ids []int64, now time.Time) error {
	z := zip.NewWriter(w)
	data, err := x.gather(ctx, idb, c.PersonID, ids, now)
	if err != nil {
		return err
	}
	f, err := entry(z, "dati.json", now)
	if err != nil {
		return err
	}
	out := json.NewEncoder(f)
	out.SetIndent("", " ")
	if err := out.Encode(data); err != nil {
		return fault.Wrap(err, "write a copy")
	}
	sheets, err := x.Sheets(ctx, c.PersonID, c.Lang, now)
	if err != nil {
		return err
	}
	for _, s := range sheets {
		f, err := entry(z, s.Name, now)
		if err != nil {
			return err
		}
		if _, err := f.Write(s.Data); err != nil {
			return fault.Wrap(err, "write a sheet of a copy")
		}
	}
	if err := x.copyFiles(ctx, idb, z, ids, now); err != nil {
		return err
	}
	return fault.Wrap(z.Close(), "end a copy")
}

func entry(z *zip.Writer, name string, now time.Time) (io.Writer, error) {
	f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: now})
	return f, fault.Wrap(err, "write a copy")
}

// gather reads everything the tables show, what is sealed, and what was sent.
func (x Copies) gather(ctx context.Context, idb bun.IDB, personID int64, ids []int64, now time.Time) (*everything, error) {
	all, me := &everything{MadeAt: now, Special: []opened{}}, auth.Actor{PersonID: personID}
	var err error
	if all.Parts, err = CopyOf(ctx, idb, ids); err != nil {
		return nil, err
	}
	special, err := people.OwnSpecial(ctx, idb, x.Signer, me)
	if err != nil {
		return nil, err
	}
	for _, s := range special {
		all.Special = append(all.Special, opened{Kind: s.Kind, Text: s.Text, At: s.AddedAt})
	}
	tests, err := assessments.OwnHealthTests(ctx, idb, x.Signer, me)
	if err != nil {
		return nil, err
	}
	for _, t := range tests {
		all.Special = append(all.Special, opened{Kind: "test", Name: t.Name, Text: t.Result, At: t.GivenOn.Time()})
	}
	all.Messages, err = sentTo(ctx, idb, ids, 0, 0)
	return all, err
}

// copyFiles adds every stored file that goes with the person's rows, one at a time.
func (x Copies) copyFiles(ctx context.Context, idb bun.IDB, z *zip.Writer, ids []int64, now time.Time) error {
	seen := map[string]bool{}
	for _, t := range Catalogue() {
		if t.Stored == "" && t.Files == "" || t.Files == copyOwner {
			continue
		}
		on := "f.owner = '" + t.Files + "' AND f.owner_id = t.id"
		if t.Stored != "" {
			on = "f.id = t." + t.Stored
		}
		var all []files.File
		err := idb.NewRaw("SELECT DISTINCT f.* FROM "+t.Name+" AS t JOIN files AS f ON "+on+" AND f.deleted_at IS NULL WHERE "+t.Whose+" ORDER BY f.created_at, f.id",
			pgdialect.Array(ids)).Scan(ctx, &all)
		if err != nil {
			return fault.Wrap(db.Translate(err), "list the files of "+t.Name)
		}
		for i := range all {
			if seen[all[i].ID] {
				continue
			}
			seen[all[i].ID] = true
			if err := x.copyFile(ctx, z, &all[i], fmt.Sprintf("file/%03d-%s", len(seen), all[i].Name), now); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x Copies) copyFile(ctx context.Context, z *zip.Writer, f *files.File, name string, now time.Time) (err error) {
	content, err := x.Vault.Open(ctx, f)
	if err != nil {
		return err
	}
	defer func() {
		if closed := content.Close(); err == nil {
			err = fault.Wrap(closed, "close a stored file")
		}
	}()
	w, err := entry(z, name, now)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, content)
	return fault.Wrap(err, "copy a stored file")
}
