package dev.sluice.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule as {@code RULES.md} has it.
 *
 * @param chapter the heading that it is under
 * @param number such as {@code WS-12}
 * @param sentence what a transport MUST do
 * @param source the RFC's section, or who else wants it
 * @param needs what a transport may lack, so that the rule does not apply to it
 * @param lacking what a transport must lack for the rule to apply to it
 * @param untested why no test can show it; empty if one does
 * @param lookAt where to look when its test fails
 */
record RuleText(String chapter, String number, String sentence, String source, List<Capability> needs,
        Optional<Capability> lacking, String untested, String lookAt) {

    private static final Pattern HEADING = Pattern.compile("## (.*)");
    private static final Pattern RULE = Pattern
            .compile("- \\*\\*([A-Z][A-Z0-9]*-[0-9]+)\\*\\* (.*(?:MUST|MAY).*) \\*\\((.+)\\)\\*"
                    + "(?: Needs: ([A-Z0-9_, ]+)\\.)?(?: Lacking: ([A-Z0-9_]+)\\.)?(?: Untested: (.+?))?(?: Look at: (.+))?");

    private static final Map<String, RuleText> ALL = read();

    /** Every rule by its number, in the order of the file. */
    static Map<String, RuleText> all() {
        return ALL;
    }

    /** What a rule says, for a failure's message. */
    static String of(String number) {
        RuleText rule = ALL.get(number);
        return rule == null
                ? number
                : number + ": " + rule.sentence + " (" + rule.source + ")\n    look at: " + rule.lookAt;
    }

    private static Map<String, RuleText> read() {
        Map<String, RuleText> rules = new LinkedHashMap<>();
        String chapter = "";
        for (String line : text().lines().toList()) {
            Matcher heading = HEADING.matcher(line);
            Matcher rule = RULE.matcher(line);
            if (heading.matches()) {
                chapter = heading.group(1);
            } else if (rule.matches()) {
                rules.put(rule.group(1), of(chapter, rule));
            }
        }
        return rules;
    }

    private static RuleText of(String chapter, Matcher line) {
        List<Capability> needs = group(line, 4)
                .map(names -> Arrays.stream(names.split(", ")).map(Capability::valueOf).toList())
                .orElse(List.of());
        return new RuleText(chapter, line.group(1), line.group(2), line.group(3), needs,
                group(line, 5).map(Capability::valueOf), group(line, 6).orElse(""), group(line, 7).orElse(""));
    }

    private static Optional<String> group(Matcher matcher, int number) {
        return Optional.ofNullable(matcher.group(number));
    }

    private static String text() {
        try (InputStream in = RuleText.class.getResourceAsStream("RULES.md")) {
            if (in == null) {
                throw new IllegalStateException("RULES.md is not beside the kit's classes");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
