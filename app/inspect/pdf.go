package inspect

import (
	"bytes"
	"errors"
	"os"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

// Bounds of a PDF.
const (
	mostObjects = 60_000   // read: each costs a kilobyte of memory
	mostWritten = 50_000   // kept
	mostDepth   = 60       // of values within values
	mostBox     = 14_400   // points a page is wide or high
	mostText    = 16 << 20 // bytes of one content, decoded
	mostOther   = 48 << 20 // bytes of any other stream but a picture, decoded
	mostPicture = 160 << 20
	mostDecoded = 400 << 20 // bytes of all streams together, decoded
	mostPoints  = 50 << 20  // of a picture inside
)

// readPDF reads a PDF into memory, under limits of its own beside those of the process.
func readPDF(data []byte) (x *model.Context, err error) {
	defer func() {
		if recover() != nil { // the library's way of saying that it met something impossible
			x, err = nil, refusal(refusedBroken)
		}
	}()
	model.ConfigPath = "disable" // no folder of settings in anybody's home
	c := model.NewDefaultConfiguration()
	c.ValidationMode, c.Offline, c.Reader15, c.DecodeAllStreams = model.ValidationRelaxed, true, true, false
	c.Limits = model.ResourceLimits{
		MaxStreamBytes: 64 << 20, MaxDecodeBytes: 32 << 20, MaxImagePixels: mostPoints, MaxImageBytes: mostPicture,
		MaxObjectCount: mostObjects, MaxObjectStreamCount: mostObjects, MaxObjectStreamFirst: 8 << 20, MaxXRefEntries: mostObjects,
		MaxRecursionDepth: mostDepth,
	}
	x, err = pdfcpu.Read(bytes.NewReader(data), c)
	switch {
	case err == nil && len(x.Table) > mostObjects:
		return nil, refusal(refusedHeavy)
	case err == nil && x.Root == nil:
		return nil, refusal(refusedBroken)
	case err == nil:
		return x, nil
	case errors.Is(err, pdfcpu.ErrWrongPassword), errors.Is(err, pdfcpu.ErrOwnerPasswordRequired):
		return nil, refusal(refusedPassword)
	case strings.Contains(err.Error(), "limit"), strings.Contains(err.Error(), "exceed"):
		return nil, refusal(refusedHeavy)
	}
	return nil, refusal(refusedBroken)
}

// cleanPDF judges a PDF and writes a new one of what may stay.
func cleanPDF(name string, maxPages int) (verdict, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return verdict{}, err
	}
	if kindOf(data[:min(len(data), headSize)]) != PDF {
		return verdict{}, refusal(refusedBroken)
	}
	x, err := readPDF(data)
	if err != nil {
		return verdict{}, err
	}
	c := newCopier(x.XRefTable, data)
	c.look()
	if err := c.copy(maxPages); err != nil {
		return verdict{}, err
	}
	clean := c.out.bytes()
	if err := prove(clean, c.pages); err != nil {
		return verdict{}, err
	}
	if err := os.WriteFile(outputPDF, clean, 0o600); err != nil {
		return verdict{}, err
	}
	return verdict{Pages: c.pages, Dropped: c.labels()}, nil
}

// prove reads the new file again, all of it, and finds nothing active in it: what the
// copying should have kept out is kept out here.
func prove(clean []byte, pages int) error {
	x, err := readPDF(clean)
	if err != nil {
		return err
	}
	again := newCopier(x.XRefTable, clean)
	again.look()
	if len(again.labels()) > 0 {
		return refusal(refusedActive)
	}
	if found, err := again.findPages(pages); err != nil || len(found) != pages {
		return refusal(refusedBroken)
	}
	return nil
}
