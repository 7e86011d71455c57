package cvs

import (
	"bytes"
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/europass"
	"approdo/app/fault"
)

// OwnProfile gives the person what one of their own CVs says, from the Europass document
// inside it, with the jobs they look for in the language asked for. NotFound where it has
// none, or is not theirs.
func (d Desk) OwnProfile(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, lang string) (*europass.Profile, error) {
	f, err := OwnFile(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	pdf, err := d.unseal(ctx, f)
	if err != nil {
		return nil, err
	}
	defer pdf.Close()
	content, err := d.Inspector.Attachment(ctx, fmt.Sprintf("/proc/self/fd/%d", pdf.Fd()), attachment)
	if err != nil || content == nil {
		return nil, fault.Missing()
	}
	p, err := europass.Parse(bytes.NewReader(content))
	if err != nil {
		return nil, fault.Missing()
	}
	return (&Draft{Data: p}).ProfileIn(ctx, idb, Writer{Actor: actor}, lang)
}
