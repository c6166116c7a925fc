package dev.cairn.testkit.history;

import java.util.Random;

/** An object that does what it should, written apart from its model, and what tests ask of it. */
interface TrueObject<I, O> {

    /** What a client may ask next. */
    I call(Random random);

    /** Takes effect at once. */
    O ask(I call);

    /** An answer of the right kind, that may well be false. */
    O anyAnswer(Random random, I call);
}
