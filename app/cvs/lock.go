package cvs

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/files"
)

// lock keeps the CV's person to the caller and reads the CV again; false where somebody
// deleted it meanwhile or it is in none of the states any more.
func (v *CV) lock(ctx context.Context, tx bun.IDB, states ...string) (root int64, ok bool, err error) {
	if root, err = rootOf(ctx, tx, v.PersonID); err != nil {
		return 0, false, err
	}
	if err := lockRoot(ctx, tx, root); err != nil {
		return 0, false, err
	}
	err = tx.NewSelect().Model(v).WherePK().Where(kept).Where("v.state = ANY(?)", pgdialect.Array(states)).Scan(ctx)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return root, false, nil
	}
	return root, true, fault.Wrap(err, "read a CV again")
}

// keepPDF keeps a PDF as the file of the CV, under the name it came with.
func (v *CV) keepPDF(ctx context.Context, tx bun.IDB, vault *files.Vault, content io.Reader, now time.Time) (*files.File, error) {
	name := v.Name
	if name == "" {
		name = "CV.pdf"
	}
	if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= 5 {
		name = name[:i]
	}
	return files.Save(ctx, tx, vault, files.Input{Owner: fileOwner, OwnerID: v.ID, Name: name + ".pdf", Content: content,
		Allowed: []string{files.PDF}, Max: 3 * MaxSize, By: v.AddedBy, Now: now})
}
