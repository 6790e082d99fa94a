// The process in which `trm` trains; started by the command, of no use by hand.
import { runTrainerProcess } from "../dist/trainer.js";

await runTrainerProcess();
