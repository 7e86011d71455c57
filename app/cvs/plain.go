package cvs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/uptrace/bun"

	"approdo/app/fault"
	"approdo/app/files"
)

// plainFiles are the contents of a CV's files in files that have no name: nothing of them
// is left on the disk when the program ends, however it does.
type plainFiles struct {
	open []*os.File
	// paths are how this program opens them, names what they came as.
	paths, names []string
}

// plain unseals the files of a CV; close them.
func (d Desk) plain(ctx context.Context, idb bun.IDB, v *CV) (_ *plainFiles, err error) {
	all, err := files.List(ctx, idb, fileOwner, v.ID)
	if err != nil {
		return nil, err
	}
	x := new(plainFiles)
	for i := range all {
		f, err := d.unseal(ctx, &all[i])
		if err != nil {
			x.close()
			return nil, err
		}
		x.open, x.names = append(x.open, f), append(x.names, all[i].Name)
		x.paths = append(x.paths, fmt.Sprintf("/proc/self/fd/%d", f.Fd()))
	}
	return x, nil
}

func (d Desk) unseal(ctx context.Context, f *files.File) (*os.File, error) {
	sealed, err := d.Vault.Open(ctx, f)
	if err != nil {
		return nil, err
	}
	defer sealed.Close()
	out, err := os.CreateTemp("", "approdo-cv-")
	if err != nil {
		return nil, fault.Wrap(err, "make a file without a name")
	}
	err = os.Remove(out.Name())
	if err == nil {
		_, err = io.Copy(out, sealed)
	}
	if err != nil {
		return nil, errors.Join(fault.Wrap(err, "read a stored file"), out.Close())
	}
	return out, nil
}

func (x *plainFiles) close() {
	for _, f := range x.open {
		_ = f.Close() // it was only read
	}
}
