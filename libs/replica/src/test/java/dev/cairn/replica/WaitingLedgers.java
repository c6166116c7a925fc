package dev.cairn.replica;

import dev.cairn.log.ledger.LedgerReader;
import dev.cairn.log.ledger.LedgerStore;
import dev.cairn.log.ledger.LedgerWriter;
import dev.cairn.log.ledger.LogRecord;
import dev.cairn.log.ledger.LogRegister;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Lets others go on before and after each call that waits for an answer, so that every order of such calls is met. */
record WaitingLedgers(LedgerStore below, LogRegister register, Runnable pause) implements LedgerStore, LogRegister {

    private <T> T during(Supplier<T> call) {
        pause.run();
        try {
            return call.get();
        } finally {
            pause.run();
        }
    }

    @Override
    public LedgerWriter create() {
        return during(below::create);
    }

    @Override
    public LedgerReader fence(long ledger) {
        return during(() -> below.fence(ledger));
    }

    @Override
    public LedgerReader open(long ledger) {
        return during(() -> waiting(below.open(ledger)));
    }

    @Override
    public void delete(long ledger) {
        pause.run();
        below.delete(ledger);
    }

    @Override
    public Stored read() {
        return during(register::read);
    }

    @Override
    public Optional<Stored> replace(long version, LogRecord record) {
        return during(() -> register.replace(version, record));
    }

    private LedgerReader waiting(LedgerReader reader) {
        return new LedgerReader() {
            @Override
            public long lastDurable() {
                return during(reader::lastDurable);
            }

            @Override
            public List<byte[]> read(long first, long last) {
                return during(() -> reader.read(first, last));
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }
}
