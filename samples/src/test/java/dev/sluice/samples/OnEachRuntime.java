package dev.sluice.samples;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A test that gets the name of a runtime. */
@Target(METHOD)
@Retention(RUNTIME)
@ParameterizedTest(name = "on {0}")
@ValueSource(strings = {"helidon", "undertow"})
@interface OnEachRuntime {}
