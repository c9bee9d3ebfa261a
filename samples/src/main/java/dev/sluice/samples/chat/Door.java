package dev.sluice.samples.chat;

import java.util.Optional;

import dev.sluice.Admission;
import dev.sluice.Gate;
import dev.sluice.Opening;

/** Lets in who gives a name, and believes it. A real chat would check a cookie or a token here. */
final class Door implements Gate {

    private static final int LONGEST = 24;

    @Override
    public Admission admit(Opening opening) {
        if (opening.path("room").length() > LONGEST) {
            return Admission.refused(400, "a room's name has at most " + LONGEST + " characters");
        }
        Optional<String> name = opening.query("name").map(String::strip).filter(Door::fits);
        return name.map(Admission::admittedAs)
                .orElseGet(() -> Admission.refused(400, "say who you are: ?name= with 1 to " + LONGEST
                        + " characters"));
    }

    private static boolean fits(String name) {
        return !name.isEmpty() && name.length() <= LONGEST && name.chars().noneMatch(Character::isISOControl);
    }
}
