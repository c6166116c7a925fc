package dev.cairn.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Clients of a true object, one thread playing all of them: the moment at which an operation takes effect is somewhere
 * between its call and its answer, or after an unknown outcome much later or never. What it records is linearizable.
 *
 * @param lossPercent how many operations in a hundred are lost before they take effect, and of how many the answer is
 */
record SimulatedClients<I, O>(Random random, TrueObject<I, O> object, int clients, int lossPercent) {

    History<I, O> run(int operations) {
        History<I, O> history = new History<>();
        List<Client> players = new ArrayList<>();
        for (int number = 0; number < clients; number++) {
            players.add(new Client("c" + number));
        }
        List<I> late = new ArrayList<>();
        int left = operations;
        while (left > 0) {
            Client client = players.get(random.nextInt(clients));
            if (client.invocation == null) {
                client.call(history, object.call(random));
                left--;
            } else {
                client.goOn(late);
            }
            if (!late.isEmpty() && random.nextInt(8) == 0) {
                object.ask(late.remove(random.nextInt(late.size())));
            }
        }
        players.forEach(client -> client.finish(late));
        return history;
    }

    private boolean percent(int percent) {
        return random.nextInt(100) < percent;
    }

    private final class Client {

        private final String name;
        private @Nullable I input;
        private @Nullable O output;
        private @Nullable Invocation<O> invocation;

        Client(String name) {
            this.name = name;
        }

        void call(History<I, O> history, I next) {
            input = next;
            invocation = history.invoke(name, "k", next);
        }

        void finish(List<I> late) {
            while (invocation != null && !percent(lossPercent)) {
                goOn(late);
            }
        }

        /** The operation takes effect, or ends. */
        void goOn(List<I> late) {
            Invocation<O> current = invocation;
            I asked = input;
            if (current == null || asked == null) {
                return;
            }
            if (output == null) {
                if (percent(lossPercent)) {
                    endWithoutEffect(current, asked, late);
                } else {
                    output = object.ask(asked);
                }
            } else {
                if (percent(lossPercent)) {
                    current.unknown();
                } else {
                    current.answered(output);
                }
                rest();
            }
        }

        private void endWithoutEffect(Invocation<O> current, I asked, List<I> late) {
            switch (random.nextInt(3)) {
                case 0 -> current.failed();
                case 1 -> current.unknown();
                default -> {
                    current.unknown();
                    late.add(asked);
                }
            }
            rest();
        }

        private void rest() {
            invocation = null;
            output = null;
        }
    }
}
