package dev.sluice.samples;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.ProvidesIntoSet;

import dev.sluice.samples.server.Page;

/** The page that leads to the samples, and the look that all pages share. */
final class StartPageModule extends AbstractModule {

    @ProvidesIntoSet
    Page start() {
        return Page.html("/", StartPageModule.class, "index.html");
    }

    @ProvidesIntoSet
    Page style() {
        return Page.css("/style.css", StartPageModule.class, "style.css");
    }
}
