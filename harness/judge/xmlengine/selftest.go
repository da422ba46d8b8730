package xmlengine

/*
#include "engine.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"unsafe"
)

// SelfTest checks in a few milliseconds that the engine is sound in this process.
// A statically linked libxml2 can lose its locks and per-thread state without any
// error, and then corrupts memory; such a program must refuse to start.
func SelfTest() error {
	if err := threadsDiffer(); err != nil {
		return fmt.Errorf("self-test of libxml2 %s: %w", LibraryVersion(), err)
	}
	if err := smoke(); err != nil {
		return fmt.Errorf("self-test of libxml2 %s: %w", LibraryVersion(), err)
	}
	return nil
}

// threadsDiffer holds two threads at once, which must have states of their own.
func threadsDiffer() error {
	var states [2]unsafe.Pointer
	var together, done sync.WaitGroup
	together.Add(len(states))
	for i := range states {
		done.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			states[i] = C.tkw_thread_state()
			together.Done()
			together.Wait()
		})
	}
	done.Wait()
	if states[0] == nil || states[0] == states[1] {
		return errors.New("threads share their state: the library was linked without threads")
	}
	return nil
}

const smokeSchema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t">
<xs:element name="a"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="[0-9]{3}"/></xs:restriction></xs:simpleType></xs:element></xs:schema>`

// smoke parses, validates and evaluates from several goroutines at once.
func smoke() error {
	const goroutines, rounds = 8, 10
	schema, err := compileSchema([]schemaFile{{"t.xsd", []byte(smokeSchema)}}, "t.xsd")
	if err != nil {
		return err
	}
	program := NewProgram(map[string]string{"t": "urn:t", "tkw": FunctionsNamespace})
	if _, err := program.Add("string-length(/t:a) = 4 and not(tkw:matches(/t:a, '[0-9]{3}'))"); err != nil {
		return err
	}
	failures := make([]error, goroutines)
	var wg sync.WaitGroup
	for i := range failures {
		wg.Go(func() {
			for range rounds {
				if failures[i] = smokeOnce(schema, program); failures[i] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(failures...)
}

func smokeOnce(schema *Schema, program *Program) error {
	doc, err := Parse([]byte(`<a xmlns="urn:t">12x4</a>`), Limits{})
	if err != nil {
		return err
	}
	defer doc.Free()
	found, err := schema.Validate(doc.Root())
	if err != nil {
		return err
	}
	if len(found) == 0 || found[0].Code != cvcPattern {
		return fmt.Errorf("validation gives %d errors where the pattern is violated", len(found))
	}
	ev, err := program.Evaluator(doc)
	if err != nil {
		return err
	}
	defer ev.Release()
	ok, err := ev.Bool(0, doc.Root())
	if err == nil && !ok {
		err = errors.New("XPath gives false for what is true")
	}
	return err
}
