package dev.cairn.testkit.history;

/** How an operation ended, as far as its client knows. */
public sealed interface Outcome<O> {

    /** The operation took effect between its call and its answer, and this is the answer. */
    record Answered<O>(O output) implements Outcome<O> {

        @Override
        public String toString() {
            return output.toString();
        }
    }

    /** The operation certainly had no effect and never will have one. */
    record Failed<O>() implements Outcome<O> {

        @Override
        public String toString() {
            return "failed";
        }
    }

    /** The operation may take effect once, at any time after its call, or never. */
    record Unknown<O>() implements Outcome<O> {

        @Override
        public String toString() {
            return "unknown";
        }
    }
}
