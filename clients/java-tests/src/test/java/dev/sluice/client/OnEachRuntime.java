package dev.sluice.client;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test that gets a {@link Server.Kind}. */
@Target(METHOD)
@Retention(RUNTIME)
@ParameterizedTest(name = "on {0}")
@EnumSource(Server.Kind.class)
@interface OnEachRuntime {}
