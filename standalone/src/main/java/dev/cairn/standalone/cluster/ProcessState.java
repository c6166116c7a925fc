package dev.cairn.standalone.cluster;

import java.util.Locale;

/** What a process does, as its system sees it. */
enum ProcessState {
    RUNNING,
    /** Stopped by a signal; it will go on where it was. */
    PAUSED,
    DEAD;

    /** From the letter in {@code /proc/PID/stat} and in {@code ps -o state}. */
    static ProcessState ofLetter(char letter) {
        return switch (letter) {
            case 'T', 't' -> PAUSED;
            // What nobody has waited for yet.
            case 'Z', 'X', 'x' -> DEAD;
            default -> RUNNING;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
