package cvs

import (
	"errors"
	"io"

	"approdo/app/fault"
	"approdo/app/inspect"
)

// headSize is how much of a file tells what it is.
const headSize = 4 << 10

// Quick judges files by their beginning, in the request itself: what cannot become a CV is
// Invalid on file at once. The check looks at the rest.
func Quick(i *inspect.Inspector, all []NewFile) error {
	if i == nil {
		return nil
	}
	for _, x := range all {
		f, err := x.Open()
		if err != nil {
			return err
		}
		head, err := io.ReadAll(io.LimitReader(f, headSize))
		if err = errors.Join(err, f.Close()); err != nil {
			return fault.Wrap(err, "read the beginning of an upload")
		}
		if err := i.Quick(head, -1, x.Name); err != nil {
			return err
		}
	}
	return nil
}
