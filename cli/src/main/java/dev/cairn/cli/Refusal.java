package dev.cairn.cli;

import tools.jackson.databind.JsonNode;

/** The gateway answered that it did not do what was asked; carries the problem it sent (RFC 9457). */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    private Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    /** @param problem an empty object if the answer had no body of that kind */
    static Refusal of(int status, JsonNode problem) {
        String code = problem.path("code").asString("HTTP " + status);
        String reason = problem.path("reason").asString("");
        String detail = problem.path("detail").asString("");
        return new Refusal(
                status, code + (reason.isEmpty() ? "" : " (" + reason + ")") + (detail.isEmpty() ? "" : ": " + detail));
    }

    ExitCode exitCode() {
        return ExitCode.of(status);
    }
}
