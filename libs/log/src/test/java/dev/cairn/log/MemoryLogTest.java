package dev.cairn.log;

class MemoryLogTest extends TransactionLogContract {

    @Override
    protected TransactionLog create() {
        return new MemoryLog();
    }
}
