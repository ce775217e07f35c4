import dev.gatun.torch.*;
import dev.gatun.torch.pt.TorchFile;
import dev.gatun.torch.safetensors.SafetensorsFile;
