package main

import (
	"context"
	"time"

	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/privacy"
)

// copies make what people fetch of their own data; the portal, built after the jobs, draws
// what is read of it.
func (h *house) copies(signer auth.Signer, desk cvs.Desk) privacy.Copies {
	return privacy.Copies{Office: privacy.Office{Signer: signer, Book: book(), SMS: desk.SMS}, Vault: desk.Vault,
		Sheets: func(ctx context.Context, personID int64, lang string, now time.Time) ([]privacy.Sheet, error) {
			return h.portal.Sheets(ctx, personID, lang, now)
		}}
}
