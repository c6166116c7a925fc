package dev.cairn.btree;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Reads the version of a tree that hangs from one root. While it can be reached no page of the version is overwritten, so it
 * keeps itself reachable while it works.
 */
record TreeReader(Pages pages, ChildRef root) implements TreeView {

    @Override
    public byte @Nullable [] get(byte[] key) {
        try {
            Node node = pages.node(root);
            while (node instanceof Branch branch) {
                node = pages.node(branch.child(branch.indexOf(key)));
            }
            Leaf leaf = (Leaf) node;
            int index = leaf.find(key);
            return index < 0 ? null : pages.value(leaf, index);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Cursor scan(byte[] from, byte @Nullable [] to) {
        return new Ascending(from, to);
    }

    @Override
    public Cursor scanBackward(byte @Nullable [] from, byte[] to) {
        return new Descending(from, to);
    }

    /** The way from the root to a leaf. */
    private static final class Path {

        private final Branch[] branches = new Branch[TreeLimits.HEIGHT_MAX];
        private final int[] indexes = new int[TreeLimits.HEIGHT_MAX];
        private int depth;

        void push(Branch branch, int index) {
            branches[depth] = branch;
            indexes[depth] = index;
            depth++;
        }

        /** The child beside the present one, in the direction; null at the end of the tree. */
        @Nullable
        ChildRef beside(int step) {
            while (depth > 0) {
                Branch branch = branches[depth - 1];
                int next = indexes[depth - 1] + step;
                if (next >= 0 && next < branch.size()) {
                    indexes[depth - 1] = next;
                    return branch.child(next);
                }
                depth--;
            }
            return null;
        }
    }

    private Leaf descendTo(byte[] key, Path path) {
        Node node = pages.node(root);
        while (node instanceof Branch branch) {
            int index = branch.indexOf(key);
            path.push(branch, index);
            node = pages.node(branch.child(index));
        }
        return (Leaf) node;
    }

    /** The first leaf below a child, or the last one. */
    private Leaf descendToEdge(ChildRef ref, Path path, int step) {
        Node node = pages.node(ref);
        while (node instanceof Branch branch) {
            int index = step > 0 ? 0 : branch.size() - 1;
            path.push(branch, index);
            node = pages.node(branch.child(index));
        }
        return (Leaf) node;
    }

    /** What both directions share: a leaf, an index in it, and the way on to the next leaf. */
    private abstract class Walk implements Cursor {

        private final Path path = new Path();
        private final int step;
        private @Nullable Leaf leaf;
        private int index;

        /** Of the present leaf, the first item behind the range, or (backward) the first one inside. */
        private int edge;

        Walk(int step) {
            this.step = step;
        }

        void startAt(byte @Nullable [] key) {
            try {
                if (key == null) {
                    leaf = descendToEdge(root, path, step);
                    index = step > 0 ? -1 : leaf.size();
                } else {
                    leaf = descendTo(key, path);
                    int ceiling = leaf.ceiling(key);
                    index = step > 0 ? ceiling - 1 : ceiling;
                }
                edge = edgeIn(leaf);
            } finally {
                Reference.reachabilityFence(TreeReader.this);
            }
        }

        abstract int edgeIn(Leaf leaf);

        @Override
        public boolean next() {
            try {
                return advance();
            } finally {
                Reference.reachabilityFence(TreeReader.this);
            }
        }

        private boolean advance() {
            Leaf present = leaf;
            if (present == null) {
                return false;
            }
            index += step;
            while (index < 0 || index >= present.size()) {
                ChildRef beside = path.beside(step);
                if (beside == null) {
                    leaf = null;
                    return false;
                }
                present = descendToEdge(beside, path, step);
                leaf = present;
                index = step > 0 ? 0 : present.size() - 1;
                edge = edgeIn(present);
            }
            if (step > 0 ? index >= edge : index < edge) {
                leaf = null;
                return false;
            }
            return true;
        }

        private Leaf present() {
            if (leaf == null) {
                throw new IllegalStateException("the cursor stands at no item");
            }
            return leaf;
        }

        @Override
        public byte[] key() {
            return present().key(index);
        }

        @Override
        public byte[] value() {
            try {
                return pages.value(present(), index);
            } finally {
                Reference.reachabilityFence(TreeReader.this);
            }
        }
    }

    private final class Ascending extends Walk {

        private final byte @Nullable [] end;

        Ascending(byte[] from, byte @Nullable [] to) {
            super(1);
            end = to == null ? null : to.clone();
            startAt(from);
        }

        @Override
        int edgeIn(Leaf leaf) {
            return end == null ? leaf.size() : leaf.ceiling(end);
        }
    }

    private final class Descending extends Walk {

        private final byte[] end;

        Descending(byte @Nullable [] from, byte[] to) {
            super(-1);
            end = to.clone();
            startAt(from);
        }

        @Override
        int edgeIn(Leaf leaf) {
            return leaf.ceiling(end);
        }
    }
}
