package dev.carillon.ring.plan;

import java.util.List;

/** What could go wrong with a plan. Immutable. */
public sealed interface Warning {
    /** How much an operator should mind. */
    enum Severity {
        /** Worth knowing. */
        NOTE,
        /** May be wanted; must be said. */
        RISK,
        /** The plan cannot be carried out as it is, or loses data. */
        STOP
    }

    Severity severity();

    /** What it means, in a sentence. */
    String sentence();

    /** Every copy of these partitions is on lost nodes. */
    record DataLost(List<Integer> partitions) implements Warning {
        @Override
        public Severity severity() {
            return Severity.STOP;
        }

        @Override
        public String sentence() {
            return "No copy is left of " + Words.partitions(partitions)
                    + ": what is in there is gone unless a lost disk or a backup comes back.";
        }
    }

    /** These partitions have copies, but no majority of their present members, so that they cannot hand over. */
    record QuorumLost(List<Integer> partitions) implements Warning {
        @Override
        public Severity severity() {
            return Severity.STOP;
        }

        @Override
        public String sentence() {
            return "A majority is missing of " + Words.partitions(partitions)
                    + ": they serve nobody and cannot hand over; bring a node back, or recover them from a survivor.";
        }
    }

    /** These partitions would be handed to members of whom no majority answers. */
    record NewQuorumSilent(List<Integer> partitions) implements Warning {
        @Override
        public Severity severity() {
            return Severity.STOP;
        }

        @Override
        public String sentence() {
            return "No majority of the new members answers for " + Words.partitions(partitions)
                    + ": they would serve nobody; bring the silent nodes back or evict them.";
        }
    }

    /** Fewer active nodes than wanted replicas. */
    record NotEnoughNodes(int active, int wanted) implements Warning {
        @Override
        public Severity severity() {
            return Severity.RISK;
        }

        @Override
        public String sentence() {
            return active + " active " + (active == 1 ? "node holds" : "nodes hold") + " " + active + " of " + wanted
                    + " wanted replicas: join " + (wanted - active) + " more.";
        }
    }

    /** Only one copy of everything where there were more. */
    record SingleCopy() implements Warning {
        @Override
        public Severity severity() {
            return Severity.RISK;
        }

        @Override
        public String sentence() {
            return "Every partition will have a single copy: one lost disk loses acked messages.";
        }
    }

    /** These partitions have fewer healthy copies than wanted when the plan begins. */
    record BelowReplicas(List<Integer> partitions, int wanted) implements Warning {
        @Override
        public Severity severity() {
            return Severity.NOTE;
        }

        @Override
        public String sentence() {
            return "Fewer than " + wanted + " healthy copies exist now of " + Words.partitions(partitions)
                    + "; those of them that move go first.";
        }
    }

    /** Fewer zones with active nodes than replicas. */
    record ZonesNotDistinct(int zones, int copies) implements Warning {
        @Override
        public Severity severity() {
            return Severity.RISK;
        }

        @Override
        public String sentence() {
            return copies + " replicas share " + (zones == 1 ? "1 zone" : zones + " zones")
                    + ": the loss of a zone can take a majority with it.";
        }
    }

    /** Zones or the number of nodes give a node more than its weight asks for. */
    record OverShare(int node, String name, int replicas, int byWeight) implements Warning {
        @Override
        public Severity severity() {
            return Severity.NOTE;
        }

        @Override
        public String sentence() {
            return name + " will hold " + replicas + " replicas, and its weight asks for " + byWeight
                    + ": its zone or the number of nodes leaves no choice.";
        }
    }

    /** A node's disk is too small for what it has and gets. */
    record DiskTooSmall(int node, String name, long bytes, long capacity) implements Warning {
        @Override
        public Severity severity() {
            return Severity.STOP;
        }

        @Override
        public String sentence() {
            return name + " needs up to " + Words.bytes(bytes) + " and its disk holds " + Words.bytes(capacity) + ".";
        }
    }

    /** A node that is to get copies does not answer. */
    record TargetSilent(int node, String name, int copies) implements Warning {
        @Override
        public Severity severity() {
            return Severity.RISK;
        }

        @Override
        public String sentence() {
            return name + " does not answer and is to get " + copies + (copies == 1 ? " copy" : " copies")
                    + ": those moves wait for it.";
        }
    }
}
