package inspect

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// Attachment is the content of an embedded file of a PDF, nil where it has none of that
// name. Where our own reader cannot read the PDF, pdfdetach tries.
func (i *Inspector) Attachment(ctx context.Context, pdf, name string) (content []byte, err error) {
	name = filepath.Base(name)
	err = i.within(ctx, pdf, func(f *folder) error {
		v, err := i.judge(ctx, f, task{Do: doAttachment, Names: []string{input(0)}, Args: []string{name}})
		var r refusal
		switch {
		case err == nil && v.Found:
			content, err = readFile(f.at(attachmentOut))
			return err
		case err == nil || !errors.As(err, &r):
			return err
		}
		content, err = i.detach(ctx, f, name)
		return err
	})
	return content, err
}

// detach is the second try. pdfdetach fails for a PDF without that file just as for one
// it cannot read: both are none.
func (i *Inspector) detach(ctx context.Context, f *folder, name string) ([]byte, error) {
	if i.pdfdetach == "" {
		return nil, nil
	}
	err := i.tool(ctx, f, i.pdfdetach, "-savefile", name, "-o", attachmentOut, input(0))
	var r refusal
	if errors.As(err, &r) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return readFile(f.at(attachmentOut))
}

// openMade opens a file a child made: a file of its own, never a way to another.
func openMade(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	fi, err := f.Stat()
	if err == nil && fi.Mode().IsRegular() {
		return f, nil
	}
	return nil, errors.Join(errors.New("a child left something that is no file"), err, f.Close())
}

func readFile(path string) ([]byte, error) {
	f, err := openMade(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, mostAttachment))
}
